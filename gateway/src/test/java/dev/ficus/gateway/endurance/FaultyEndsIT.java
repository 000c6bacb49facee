package dev.ficus.gateway.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.GatewayProcess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests whose clients and upstreams break off, stall, lie and talk garbage at random: afterwards
 * nothing is left of them, and no write has been seen twice.
 */
class FaultyEndsIT {

  /** The whole trial: {@code -Dficus.requests=1000000}. */
  private static final int REQUESTS = Integer.getInteger("ficus.requests", 20_000);

  private static final int NO_FAULT = 99;

  private static final int CLIENTS = 32;

  private final Map<String, AtomicInteger> writes = new ConcurrentHashMap<>();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong upstreamFaults = new AtomicLong();
  private final AtomicLong clientFaults = new AtomicLong();
  private final AtomicLong served = new AtomicLong();

  // The upstream.

  private void serve(Socket socket, Random random) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        String id = head.substring(head.indexOf('/') + 1, head.indexOf(" HTTP"));
        if (head.startsWith("POST")) {
          writes.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet();
          in.readNBytes(300);
        }
        served.incrementAndGet();
        // What is asked before and after the trial is answered well.
        boolean spared = id.equals("before") || id.equals("after");
        if (!answer(socket, out, spared ? NO_FAULT : random.nextInt(100))) {
          return;
        }
      }
    } catch (IOException ended) {
      // The gateway has had enough of it.
    }
  }

  /** False if the connection is over. */
  private boolean answer(Socket socket, OutputStream out, int fault) throws IOException {
    if (fault < 12) {
      upstreamFaults.incrementAndGet();
    }
    switch (fault) {
      case 0, 1 -> {
        return false;
      }
      case 2 -> {
        socket.setSoLinger(true, 0);
        return false;
      }
      case 3 -> {
        raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nnot all of it");
        return false;
      }
      case 4 -> {
        raw(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\n");
        return false;
      }
      case 5 -> {
        raw(out, "\u0000\u0001 this is no HTTP\r\n\r\n");
        return false;
      }
      case 6 -> raw(out, "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
      case 7 -> raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n");
      case 8 -> {
        raw(out, "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
        return false;
      }
      case 9 -> {
        raw(out, "HTTP/1.1 200 OK\r\n\r\nuntil the end");
        return false;
      }
      case 10 -> {
        raw(out, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        LockSupport.parkNanos(1_000_000);
        raw(out, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        return false;
      }
      case 11 -> {
        LockSupport.parkNanos(20_000_000);
        raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      }
      default -> raw(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "y".repeat(1000));
    }
    return true;
  }

  // The clients.

  private void client(GatewayProcess gateway, AtomicInteger left, Random random)
      throws InterruptedException {
    while (left.get() > 0) {
      try (Socket socket = new Socket("localhost", gateway.port())) {
        socket.setSoTimeout(10_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        int number = left.getAndDecrement();
        while (number > 0 && exchange(socket, in, out, number, random)) {
          number = left.getAndDecrement();
        }
      } catch (SocketException hungUp) {
        // As it should be after a fault.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** False if the connection is over. */
  private boolean exchange(
      Socket socket, InputStream in, OutputStream out, int number, Random random)
      throws IOException {
    String request =
        random.nextInt(3) == 0
            ? "POST /w"
                + number
                + " HTTP/1.1\r\nHost: s\r\nContent-Length: 300\r\n\r\n"
                + "z".repeat(300)
            : "GET /r"
                + number
                + " HTTP/1.1\r\nHost: s\r\nX-Filler: "
                + "f".repeat(200)
                + "\r\n\r\n";
    int fault = random.nextInt(100);
    if (fault < 5) {
      clientFaults.incrementAndGet();
    }
    switch (fault) {
      case 0 -> {
        raw(out, request.substring(0, random.nextInt(request.length())));
        return false;
      }
      case 1 -> {
        raw(out, request.substring(0, random.nextInt(request.length())));
        socket.setSoLinger(true, 0);
        return false;
      }
      case 2 -> {
        raw(out, request);
        socket.setSoLinger(true, 0);
        return false;
      }
      case 3 -> {
        raw(out, "\r\n\u0000garbage\r\n\r\n" + request);
        return answered(in) && false;
      }
      case 4 -> {
        raw(out, request);
        in.readNBytes(20);
        return false;
      }
      default -> {
        raw(out, request);
        return answered(in);
      }
    }
  }

  /** Reads one answer; false if nothing more can follow it. */
  private boolean answered(InputStream in) throws IOException {
    String head = head(in);
    while (head.startsWith("HTTP/1.1 1")) {
      head = head(in);
    }
    if (head.isEmpty()) {
      return false;
    }
    answers.incrementAndGet();
    String lower = head.toLowerCase(Locale.ROOT);
    if (lower.contains("transfer-encoding: chunked")) {
      return chunks(in) && !lower.contains("connection: close");
    }
    int length = lower.indexOf("content-length: ");
    if (length < 0 || lower.contains("connection: close")) {
      in.readAllBytes();
      return false;
    }
    int octets = Integer.parseInt(lower.substring(length + 16, lower.indexOf('\r', length)));
    return in.readNBytes(octets).length == octets;
  }

  /** False if they end too early. */
  private static boolean chunks(InputStream in) throws IOException {
    while (true) {
      String line = line(in);
      if (line.isEmpty()) {
        return false;
      }
      int size = Integer.parseInt(line, 16);
      if (in.readNBytes(size).length < size) {
        return false;
      }
      line(in);
      if (size == 0) {
        return true;
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  private static void raw(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String head(InputStream in) throws IOException {
    byte[] head = new byte[16 * 1024];
    int length = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (length == head.length) {
        head = Arrays.copyOf(head, 2 * length);
      }
      head[length++] = (byte) b;
      if (b == '\n' && length > 3 && head[length - 3] == '\n' && head[length - 2] == '\r') {
        return new String(head, 0, length, StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  @Test
  void leaveNothingBehind(@TempDir Path directory) throws Exception {
    CountDownLatch done = new CountDownLatch(CLIENTS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ServerSocket upstream = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        GatewayProcess gateway =
            new GatewayProcess(
                directory.resolve("gateway"),
                "default: m\n"
                    + "upstreams: { m: { url: \"${UPSTREAM}\", pool: { maxIdle: 1s }, circuit: off"
                    + " } }\n"
                    + "routes: []\n",
                Map.of("UPSTREAM", "http://localhost:" + upstream.getLocalPort()),
                "-Xmx192m",
                "-Dio.netty.leakDetection.level=paranoid")) {
      threads.submit(
          () -> {
            for (long seed = 0; !upstream.isClosed(); seed++) {
              Socket socket = upstream.accept();
              Random random = new Random(seed);
              threads.submit(() -> serve(socket, random));
            }
            return null;
          });
      gateway.start().awaitReady();
      gateway.get("/before");
      Awaitility.await().until(() -> connections(gateway) == 1);
      int files = gateway.openFiles();
      AtomicInteger left = new AtomicInteger(REQUESTS);
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(1_000_000 + i);
        threads.submit(
            () -> {
              try {
                client(gateway, left, random);
              } finally {
                done.countDown();
              }
              return null;
            });
      }
      done.await();
      Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> connections(gateway) <= 1 && gateway.openFiles() <= files + 2);
      long twice = writes.values().stream().filter(count -> count.get() > 1).count();
      System.out.printf(
          "%,d requests, %,d answers, %,d faults by clients, %,d by the upstream in %,d calls;"
              + " %,d writes seen, %d more than once; files open %d before, %d after; %d MB%n",
          REQUESTS,
          answers.get(),
          clientFaults.get(),
          upstreamFaults.get(),
          served.get(),
          writes.size(),
          twice,
          files,
          gateway.openFiles(),
          gateway.residentMegabytes());
      assertThat(left.get()).isLessThanOrEqualTo(0);
      assertThat(twice).isZero();
      assertThat(writes).hasSizeGreaterThan(REQUESTS / 5);
      assertThat(gateway.get("/after").statusCode()).isGreaterThanOrEqualTo(200);
      assertThat(gateway.said()).doesNotContain("LEAK").doesNotContain("ERROR");
    }
  }

  /** Those of the test's own client and of the metrics are no upstream's. */
  private static double connections(GatewayProcess gateway) throws Exception {
    return gateway.metric("ficus_connections{end=\"client\"}")
        + gateway.metric("ficus_connections{end=\"upstream\"}");
  }
}
