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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies of any size pass both ways at once, beside clients that hardly read, in a process that has
 * not nearly the memory to hold them.
 */
class LargeBodiesIT {

  /** The whole trial: {@code -Dficus.body=1024 -Dficus.slow=200}. */
  private static final long MEGABYTES = Long.getLong("ficus.body", 96);

  private static final int SLOW = Integer.getInteger("ficus.slow", 40);
  private static final int MEGABYTE = 1 << 20;
  private static final int MOST_GROWTH = 96;

  /** The same octets on both sides, without keeping them. */
  private static byte[] block(long number) {
    byte[] block = new byte[64 * 1024];
    long state = number * 0x9E3779B97F4A7C15L + 1;
    for (int i = 0; i < block.length; i++) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      block[i] = (byte) state;
    }
    return block;
  }

  private static long checksumOf(long octets) {
    CRC32C sum = new CRC32C();
    for (long at = 0; at < octets; at += 64 * 1024) {
      sum.update(block(at));
    }
    return sum.getValue();
  }

  private static void write(OutputStream out, long octets) throws IOException {
    for (long at = 0; at < octets; at += 64 * 1024) {
      out.write(block(at));
    }
    out.flush();
  }

  private static long read(InputStream in, long octets) throws IOException {
    CRC32C sum = new CRC32C();
    byte[] buffer = new byte[64 * 1024];
    for (long left = octets; left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        throw new IOException(left + " octets are missing");
      }
      sum.update(buffer, 0, n);
      left -= n;
    }
    return sum.getValue();
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      head.append((char) b);
    }
    return head.toString();
  }

  /** Sends as much as the path says, or tells the checksum of what it got. */
  private static void serve(Socket socket, AtomicInteger underWay) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 128 * 1024);
      OutputStream out = socket.getOutputStream();
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        underWay.incrementAndGet();
        String[] words = head.split("[ /]", 4);
        long octets = Long.parseLong(words[2]);
        if (words[0].equals("GET")) {
          raw(out, "HTTP/1.1 200 OK\r\nContent-Length: " + octets + "\r\n\r\n");
          write(out, octets);
        } else {
          String sum = Long.toHexString(read(in, octets));
          raw(out, "HTTP/1.1 200 OK\r\nContent-Length: " + sum.length() + "\r\n\r\n" + sum);
        }
        underWay.decrementAndGet();
      }
    } catch (IOException ended) {
      underWay.decrementAndGet();
    }
  }

  private static void raw(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static Socket ask(GatewayProcess gateway, String method, long octets) throws IOException {
    Socket socket = new Socket("localhost", gateway.port());
    String length = method.equals("POST") ? "Content-Length: " + octets + "\r\n" : "";
    raw(
        socket.getOutputStream(),
        method + " /" + octets + "/ HTTP/1.1\r\nHost: shop\r\n" + length + "\r\n");
    return socket;
  }

  @Test
  void arriveIntactInFlatMemory(@TempDir Path directory) throws Exception {
    long octets = MEGABYTES * MEGABYTE;
    long expected = checksumOf(octets);
    AtomicInteger underWay = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ServerSocket upstream = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        GatewayProcess gateway =
            new GatewayProcess(
                directory.resolve("gateway"),
                "default: m\n"
                    + "upstreams: { m: { url: \"${UPSTREAM}\", pool: { maxConnections: 400 } } }\n"
                    + "routes: []\n",
                Map.of("UPSTREAM", "http://localhost:" + upstream.getLocalPort()),
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=256m")) {
      threads.submit(
          () -> {
            while (!upstream.isClosed()) {
              Socket socket = upstream.accept();
              threads.submit(() -> serve(socket, underWay));
            }
            return null;
          });
      gateway.start().awaitReady();
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < SLOW; i++) {
        slow.add(ask(gateway, "GET", 64L * MEGABYTE));
      }
      for (Socket socket : slow) {
        threads.submit(
            () -> {
              while (!over.get() && socket.getInputStream().readNBytes(1024).length == 1024) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
              }
              return null;
            });
      }
      CompletableFuture<Long> down =
          CompletableFuture.supplyAsync(() -> down(gateway, octets), threads);
      CompletableFuture<String> up =
          CompletableFuture.supplyAsync(() -> up(gateway, octets), threads);
      List<Long> resident = new ArrayList<>();
      while (!down.isDone() || !up.isDone()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        resident.add(gateway.residentMegabytes());
      }
      over.set(true);
      for (Socket socket : slow) {
        socket.close();
      }
      long early = resident.get(resident.size() / 4);
      long most = resident.stream().mapToLong(Long::longValue).max().orElseThrow();
      System.out.printf(
          "%,d MB each way beside %d slow clients: %d MB of memory after a quarter, %d at most%n",
          MEGABYTES, SLOW, early, most);
      assertThat(down.get()).isEqualTo(expected);
      assertThat(up.get()).isEqualTo(Long.toHexString(expected));
      assertThat(most).isLessThan(early + MOST_GROWTH);
      assertThat(gateway.said()).doesNotContain("OutOfMemory").doesNotContain("LEAK");
    }
  }

  private static long down(GatewayProcess gateway, long octets) {
    try (Socket socket = ask(gateway, "GET", octets)) {
      InputStream in = socket.getInputStream();
      assertThat(head(in)).startsWith("HTTP/1.1 200");
      return read(in, octets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String up(GatewayProcess gateway, long octets) {
    try (Socket socket = ask(gateway, "POST", octets)) {
      write(socket.getOutputStream(), octets);
      String head = head(socket.getInputStream());
      int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: ([0-9]+).*", "$1"));
      return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
