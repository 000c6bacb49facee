package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.redis.RedisProcess;
import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.GatewayProcess;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Two gateway processes and one queue: what a subscriber is promised holds for both together. */
class SharedQueueIT {

  private static final int MESSAGES = 300;
  private static final int RATE = 50;
  private static final int CONCURRENCY = 8;
  private static final int SLOW_MILLIS = 50;

  @TempDir private Path directory;
  private final Queue<Long> paced = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }

  private RawUpstream upstream() throws Exception {
    return new RawUpstream(
        (request, socket, out) -> {
          if (request.target().equals("/paced")) {
            paced.add(System.nanoTime());
            // Every fifth attempt fails, and its retry is one of the fifty as well.
            RawUpstream.send(out, paced.size() % 5 == 0 ? 500 : 200, "", "");
          } else {
            int now = underWay.incrementAndGet();
            mostUnderWay.accumulateAndGet(now, Math::max);
            socket.setSoTimeout(SLOW_MILLIS);
            try {
              int _ = socket.getInputStream().read();
            } catch (java.net.SocketTimeoutException expected) {
              socket.setSoTimeout(0);
            }
            underWay.decrementAndGet();
            answered.incrementAndGet();
            RawUpstream.send(out, 200, "", "");
          }
        });
  }

  private GatewayProcess gateway(String name, RawUpstream upstream, RedisProcess redis)
      throws Exception {
    String yaml =
        """
        default: none
        upstreams: { u: { url: "%s", circuit: off } }
        routes:
          - id: hook
            match: POST /hook
            webhook:
              subscribers:
                - { name: paced, legacy: none, target: u, rewrite: { path: /paced }, rate: %d/s, retry: { attempts: 20, first: 100ms, factor: 1 } }
                - { name: few, legacy: none, target: u, rewrite: { path: /few }, concurrency: %d }
        """
            .formatted(upstream.url(), RATE, CONCURRENCY);
    return new GatewayProcess(
        directory.resolve(name),
        yaml,
        Map.of(),
        "spring.data.redis.url=redis://127.0.0.1:" + redis.port());
  }

  private static int post(GatewayProcess gateway, int i) throws Exception {
    return TestGateway.send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + gateway.port() + "/hook"))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString("{\"n\":" + i + "}"))
                .build())
        .statusCode();
  }

  @Test
  void rateAndConcurrencyHoldForTheWholeFleet() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        RawUpstream upstream = upstream();
        GatewayProcess one = gateway("one", upstream, redis).start();
        GatewayProcess two = gateway("two", upstream, redis).start()) {
      List<GatewayProcess> fleet = List.of(one.awaitReady(), two.awaitReady());
      within().until(() -> post(one, -1) == 202 && post(two, -2) == 202);
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(post(fleet.get(i % 2), i)).isEqualTo(202);
      }
      within().until(() -> paced.size() >= MESSAGES + MESSAGES / 5);
      within().until(() -> answered.get() >= MESSAGES);

      List<Long> times = new ArrayList<>(paced);
      // The second in which both began is not steady yet.
      long from = times.get(RATE);
      long to = times.get(MESSAGES);
      double rate = (MESSAGES - RATE) * 1e9 / (to - from);
      System.out.printf(
          "two processes: %.2f attempts a second (limit %d), at most %d of %d at once%n",
          rate, RATE, mostUnderWay.get(), CONCURRENCY);
      assertThat(rate).isBetween(RATE * 0.95, RATE * 1.05);
      assertThat(mostUnderWay.get()).isLessThanOrEqualTo(CONCURRENCY).isGreaterThan(1);
    }
  }

  @Test
  void withoutRedisNothingIsAcknowledgedAndARenamedSubscriberKeepsItsBacklog() throws Exception {
    String yaml =
        """
        default: none
        upstreams: { u: { url: "%s", circuit: off } }
        routes:
          - id: hook
            match: POST /hook
            webhook:
              subscribers: [ { name: %s, legacy: none, target: u, rewrite: { path: /few } } ]
        """;
    try (RedisProcess redis = RedisProcess.start();
        RawUpstream upstream = upstream();
        GatewayProcess gateway =
            new GatewayProcess(
                    directory.resolve("renaming"),
                    yaml.formatted(upstream.url(), "old-name"),
                    Map.of(),
                    "spring.data.redis.url=redis://127.0.0.1:" + redis.port())
                .start()) {
      gateway.awaitReady();
      within().until(() -> post(gateway, 0) == 202);
      within().until(() -> answered.get() == 1);
      AdminClient admin = gateway.admin();
      assertThat(admin.call("POST", "/queues/hook/old-name/pause", "").status()).isEqualTo(200);
      for (int i = 1; i <= 3; i++) {
        assertThat(post(gateway, i)).isEqualTo(202);
      }

      redis.kill();
      for (int i = 4; i <= 8; i++) {
        assertThat(post(gateway, i)).isEqualTo(503);
      }
      redis.restart();
      within().until(() -> subscriber(admin, "old-name").path("waiting").asInt() == 3);

      Files.writeString(
          directory.resolve("renaming/routes/test.yaml"),
          yaml.formatted(upstream.url(), "new-name"));
      within().until(() -> subscriber(admin, "new-name").path("attached").asBoolean());
      assertThat(subscriber(admin, "old-name").path("attached").asBoolean(true)).isFalse();
      assertThat(subscriber(admin, "old-name").path("waiting").asInt()).isEqualTo(3);
      within().until(() -> post(gateway, 9) == 202);
      within().until(() -> answered.get() == 2);
      assertThat(subscriber(admin, "old-name").path("waiting").asInt()).isEqualTo(3);

      // It comes back, and goes on where it was.
      Files.writeString(
          directory.resolve("renaming/routes/test.yaml"),
          yaml.formatted(upstream.url(), "old-name"));
      within().until(() -> subscriber(admin, "old-name").path("attached").asBoolean());
      assertThat(admin.call("POST", "/queues/hook/old-name/resume", "").status()).isEqualTo(200);
      within().until(() -> answered.get() == 5);
    }
  }

  private static JsonNode subscriber(AdminClient admin, String name) throws Exception {
    for (JsonNode subscriber : admin.get("/queues/hook").path("subscribers")) {
      if (subscriber.path("name").asString().equals(name)) {
        return subscriber;
      }
    }
    return MissingNode.getInstance();
  }
}
