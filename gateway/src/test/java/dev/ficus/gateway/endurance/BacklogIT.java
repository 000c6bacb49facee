package dev.ficus.gateway.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.redis.RedisProcess;
import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.GatewayProcess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Subscribers that have stopped: accepting goes on as if nothing waited, and when they are back and
 * have worked it off, Redis has its memory again.
 */
class BacklogIT {

  /** The whole trial: {@code -Dficus.backlog=1000000 -Dficus.pairs=2000}. */
  private static final int BACKLOG = Integer.getInteger("ficus.backlog", 15_000);

  /** Requests a round to each of both queues, in turns. */
  private static final int PAIRS = Integer.getInteger("ficus.pairs", 200);

  private static final int ROUNDS = 5;
  private static final int PROVIDERS = 16;
  private static final int BODY = 512;
  private static final int MEGABYTE = 1 << 20;
  private static final int MOST_GROWTH = 96;

  /** So few requests have no p99 that could be held to anything. */
  private static final int TRIAL = 1_000;

  private final AtomicInteger delivered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private @TempDir Path directory;

  /** A connection of a provider, which waits for each of its acknowledgments. */
  private static final class Provider implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Provider(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
      in = new BufferedInputStream(socket.getInputStream());
    }

    int post(byte[] request) throws IOException {
      socket.getOutputStream().write(request);
      String head = head(in);
      in.skipNBytes(Integer.parseInt(head.replaceAll("(?is).*content-length: *([0-9]+).*", "$1")));
      return Integer.parseInt(head.split(" ")[1]);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static byte[] request(String route) {
    String head = "POST /" + route + " HTTP/1.1\r\nHost: s\r\nContent-Length: " + BODY;
    return (head + "\r\n\r\n" + "x".repeat(BODY)).getBytes(StandardCharsets.US_ASCII);
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("ended after: " + head);
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private void subscriber(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      byte[] ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      while (true) {
        head(in);
        in.skipNBytes(BODY);
        delivered.incrementAndGet();
        out.write(ok);
      }
    } catch (IOException ended) {
      // The gateway has enough.
    }
  }

  private static ConditionFactory within(Duration time) {
    return Awaitility.await().atMost(time).pollInterval(Duration.ofMillis(200));
  }

  private GatewayProcess gateway(int subscriber, RedisProcess redis) throws IOException {
    StringBuilder yaml =
        new StringBuilder(
            """
            default: none
            upstreams: { sub: { url: "http://localhost:%d", circuit: off } }
            routes:
            """
                .formatted(subscriber));
    for (String route : routes()) {
      yaml.append(
          """
            - id: %1$s
              match: POST /%1$s
              webhook:
                durability: strict
                capacity: { messages: 2000000, bytes: 8GiB }
                concurrency: 64
                subscribers: [ { name: work, legacy: none, target: sub, rewrite: { path: /work } } ]
          """
              .formatted(route));
    }
    return new GatewayProcess(
        directory.resolve("gateway"),
        yaml.toString(),
        Map.of(),
        "spring.data.redis.url=redis://127.0.0.1:" + redis.port());
  }

  /** The one with the backlog, and for each round one that is empty. */
  private static List<String> routes() {
    List<String> routes = new ArrayList<>(List.of("full"));
    for (int round = 0; round < ROUNDS; round++) {
      routes.add("empty" + round);
    }
    return routes;
  }

  @Test
  void acceptingHeedsNoBacklogAndItsMemoryComesBack() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ServerSocket subscribers = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        GatewayProcess gateway = gateway(subscribers.getLocalPort(), redis).start()) {
      threads.submit(
          () -> {
            while (!subscribers.isClosed()) {
              Socket socket = subscribers.accept();
              threads.submit(() -> subscriber(socket));
            }
            return null;
          });
      AdminClient admin = gateway.awaitReady().admin();
      for (String route : routes()) {
        within(Duration.ofSeconds(30))
            .until(() -> pause(admin, route, true) == 200 && accepts(gateway, route));
      }
      long before = redisBytes(redis);
      fill(gateway, threads, BACKLOG / 10);
      long warm = gateway.residentMegabytes();
      fill(gateway, threads, BACKLOG - BACKLOG / 10);
      long full = redisBytes(redis);

      double ratio = rounds(gateway);
      long resident = gateway.residentMegabytes();
      assertThat(delivered).hasValue(0);

      long accepted = messages(admin);
      for (String route : routes()) {
        assertThat(pause(admin, route, false)).isEqualTo(200);
      }
      long begun = System.nanoTime();
      within(Duration.ofMinutes(20)).until(() -> messages(admin) == 0);
      double seconds = (System.nanoTime() - begun) / 1e9;
      long after = redisBytes(redis);
      System.out.printf(
          "%,d messages waiting: p99 of accepting %.2f of what it is without, gateway %d MB after"
              + " a tenth and %d MB now; Redis %d MB before, %d MB then, %d MB when all is done,"
              + " %.0f deliveries a second; %d refused at first%n",
          BACKLOG,
          ratio,
          warm,
          resident,
          before / MEGABYTE,
          full / MEGABYTE,
          after / MEGABYTE,
          accepted / seconds,
          refused.get());
      assertThat(accepted).isGreaterThanOrEqualTo(BACKLOG + 2L * ROUNDS * PAIRS);
      assertThat(delivered.get()).isGreaterThanOrEqualTo((int) accepted);
      assertThat(resident).isLessThan(warm + MOST_GROWTH);
      assertThat(full - before).isGreaterThan((long) BACKLOG * BODY);
      assertThat(after).isLessThan(before + (full - before) / 20);
      if (PAIRS >= TRIAL) {
        assertThat(ratio).isLessThanOrEqualTo(1.5);
      }
    }
  }

  private static int pause(AdminClient admin, String route, boolean pauses) throws Exception {
    String path = "/queues/%s/work/%s".formatted(route, pauses ? "pause" : "resume");
    return admin.call("POST", path, "").status();
  }

  private static boolean accepts(GatewayProcess gateway, String route) throws IOException {
    try (Provider provider = new Provider(gateway.port())) {
      return provider.post(request(route)) == 202;
    }
  }

  private static long messages(AdminClient admin) throws Exception {
    long all = 0;
    for (var queue : admin.get("/queues").path("queues")) {
      all += queue.path("messages").asLong();
    }
    return all;
  }

  private static long redisBytes(RedisProcess redis) throws IOException {
    String memory = redis.ask("INFO", "memory").getFirst();
    return Long.parseLong(memory.replaceAll("(?s).*used_memory:([0-9]+).*", "$1"));
  }

  private void fill(GatewayProcess gateway, ExecutorService threads, int count)
      throws Exception {
    byte[] request = request("full");
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> providers = new ArrayList<>();
    for (int i = 0; i < PROVIDERS; i++) {
      providers.add(
          threads.submit(
              () -> {
                try (Provider provider = new Provider(gateway.port())) {
                  while (next.getAndIncrement() < count) {
                    acknowledged(provider, request);
                  }
                }
                return null;
              }));
    }
    for (Future<?> provider : providers) {
      provider.get();
    }
  }

  /** The p99 with the backlog over the p99 without, each the median of all rounds. */
  private double rounds(GatewayProcess gateway) throws IOException {
    byte[] toFull = request("full");
    double[] full = new double[ROUNDS];
    double[] empty = new double[ROUNDS];
    try (Provider provider = new Provider(gateway.port())) {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] toEmpty = request("empty" + round);
        long[] nanosFull = new long[PAIRS];
        long[] nanosEmpty = new long[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
          nanosFull[i] = timed(provider, toFull);
          nanosEmpty[i] = timed(provider, toEmpty);
        }
        full[round] = p99(nanosFull);
        empty[round] = p99(nanosEmpty);
      }
    }
    System.out.printf(
        "p99 of accepting, ms, in rounds: %s with the backlog, %s on an empty queue%n",
        Arrays.toString(full), Arrays.toString(empty));
    return median(full) / median(empty);
  }

  private long timed(Provider provider, byte[] request) throws IOException {
    long begun = System.nanoTime();
    acknowledged(provider, request);
    return System.nanoTime() - begun;
  }

  /** Offers it again while Redis is busy with its files for longer than anybody waits. */
  private void acknowledged(Provider provider, byte[] request) throws IOException {
    int status = provider.post(request);
    for (; status == 503; status = provider.post(request)) {
      refused.incrementAndGet();
    }
    assertThat(status).isEqualTo(202);
  }

  private static double p99(long[] nanos) {
    Arrays.sort(nanos);
    return Math.round(nanos[nanos.length * 99 / 100] / 1e4) / 100.0;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
