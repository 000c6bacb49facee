package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.redis.RedisProcess;
import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.GatewayProcess;
import dev.ficus.gateway.testing.RawUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two gateway processes under steady load, while Redis goes away in every way it can. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisAwayIT {

  /** Longer: {@code -Dficus.away=30}, in seconds. */
  private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("ficus.away", 3));

  /** A few seconds have no p99 that could be held to anything. */
  private static final int TRIAL_SECONDS = 20;

  private static final Duration PACE = Duration.ofMillis(10);

  /** How Redis goes away. */
  private enum Trouble {
    NONE,
    STOPPED,
    KILLED,
    FLUSHED,
    FROZEN
  }

  private final RedisProcess redis = RedisProcess.start();
  private final List<GatewayProcess> fleet = new ArrayList<>();
  private final List<String> report = new ArrayList<>();
  private RawUpstream legacy;
  private RawUpstream target;
  private List<AdminClient> admins;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    legacy = RawUpstream.answering("legacy");
    target = RawUpstream.answering("target");
    StringBuilder yaml =
        new StringBuilder(
            """
            default: m
            upstreams: { m: { url: "${LEGACY}" }, t: { url: "${TARGET}" } }
            routes:
              - { id: stays, match: GET /stays, target: t }
            """);
    for (Trouble trouble : Trouble.values()) {
      String name = name(trouble);
      yaml.append("  - { id: back-%1$s, match: GET /back-%1$s, target: t }\n".formatted(name));
      yaml.append("  - { id: on-%1$s, match: GET /on-%1$s, target: t }\n".formatted(name));
    }
    for (String name : List.of("one", "two")) {
      fleet.add(
          new GatewayProcess(
                  directory.resolve(name),
                  yaml.toString(),
                  Map.of("LEGACY", legacy.url(), "TARGET", target.url()),
                  "spring.data.redis.url=redis://127.0.0.1:" + redis.port())
              .start());
    }
    fleet.forEach(GatewayProcess::awaitReady);
    admins = List.of(fleet.get(0).admin(), fleet.get(1).admin());
    awaitShared();
    live("stays");
    for (Trouble trouble : Trouble.values()) {
      live("back-" + name(trouble));
    }
  }

  private static String name(Trouble trouble) {
    return trouble.name().toLowerCase(Locale.ROOT);
  }

  @AfterAll
  void stop() throws Exception {
    fleet.forEach(GatewayProcess::close);
    redis.close();
    legacy.close();
    target.close();
  }

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
  }

  private void live(String route) throws Exception {
    AdminClient.Answer answer = stage(admins.getFirst(), route);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
  }

  private static AdminClient.Answer stage(AdminClient admin, String route) throws Exception {
    return admin.call("PUT", "/routes/" + route + "/stage", "{\"stage\":\"live\"}");
  }

  private void awaitShared() {
    within()
        .until(
            () -> {
              for (AdminClient admin : admins) {
                var status = admin.get("/status");
                if (status.path("degraded").asBoolean(true)
                    || status.path("overridden").asInt(1) != 0
                    || status.path("converged").path("instances").asInt() != 2) {
                  return false;
                }
              }
              return true;
            });
  }

  /** Requests at a steady pace to one gateway. */
  private static final class Load {
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failed = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> why = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean ended;

    Load(GatewayProcess gateway, String path, String expected) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    long due = System.nanoTime();
                    while (!ended) {
                      try {
                        String body = gateway.get(path).body();
                        nanos.add(System.nanoTime() - due);
                        if (!body.equals(expected)) {
                          failed.incrementAndGet();
                          why.add(path + ": " + body);
                        }
                      } catch (IOException e) {
                        failed.incrementAndGet();
                        why.add(path + ": " + e);
                      } catch (InterruptedException e) {
                        return;
                      }
                      due += PACE.toNanos();
                      LockSupport.parkNanos(due - System.nanoTime());
                    }
                  });
    }

    void end() throws InterruptedException {
      ended = true;
      thread.join(Duration.ofSeconds(30));
    }
  }

  private record Round(int requests, int failed, double p99) {}

  private List<Load> load() {
    List<Load> loads = new ArrayList<>();
    for (GatewayProcess gateway : fleet) {
      loads.add(new Load(gateway, "/stays", "target"));
      loads.add(new Load(gateway, "/unclaimed", "legacy"));
    }
    return loads;
  }

  private Round end(String name, List<Load> loads) throws InterruptedException {
    List<Long> all = new ArrayList<>();
    int failed = 0;
    for (Load load : loads) {
      load.end();
      all.addAll(load.nanos);
      failed += load.failed.get();
      assertThat(load.why).isEmpty();
    }
    all.sort(Long::compare);
    Round round = new Round(all.size(), failed, all.get((int) (all.size() * 0.99)) / 1_000_000.0);
    report.add(
        "%-8s %,6d requests, %d failed, p99 %.1f ms"
            .formatted(name, round.requests, round.failed, round.p99));
    return round;
  }

  @Test
  void trafficFlowsNothingIsUndoneAndNothingHappensLater() throws Exception {
    double slowest = 0;
    double slowestInTrouble = 0;
    for (int i = 0; i < 3; i++) {
      List<Load> loads = load();
      LockSupport.parkNanos(AWAY.toNanos());
      slowest = Math.max(slowest, end("with", loads).p99());
    }
    for (Trouble trouble :
        List.of(Trouble.STOPPED, Trouble.KILLED, Trouble.FLUSHED, Trouble.FROZEN)) {
      List<Load> loads = load();
      begin(trouble);
      String forward = forward(trouble);
      String back = rollback(trouble);
      if (trouble != Trouble.FLUSHED) {
        everyoneSaysSo();
      }
      LockSupport.parkNanos(AWAY.toNanos());
      over(trouble);
      awaitShared();
      Round round = end(name(trouble), loads);
      slowestInTrouble = Math.max(slowestInTrouble, round.p99());
      String last = report.removeLast();
      report.add(last + "; forward cutover meanwhile " + forward + ", rollback " + back);
      for (GatewayProcess gateway : fleet) {
        assertThat(gateway.get("/stays").body()).isEqualTo("target");
        assertThat(gateway.get("/back-" + name(trouble)).body()).isEqualTo("legacy");
        String on = forward.startsWith("200") ? "target" : "legacy";
        assertThat(gateway.get("/on-" + name(trouble)).body()).isEqualTo(on);
      }
    }
    report.forEach(System.out::println);
    if (AWAY.toSeconds() >= TRIAL_SECONDS) {
      assertThat(slowestInTrouble).as("p99").isLessThanOrEqualTo(slowest);
    }
  }

  private void begin(Trouble trouble) throws IOException {
    switch (trouble) {
      case NONE -> {}
      case STOPPED -> redis.stop();
      case KILLED -> redis.kill();
      case FLUSHED -> redis.ask("FLUSHALL");
      case FROZEN -> redis.freeze();
    }
  }

  /** In health, which stays up, in the metrics and in the admin API. */
  private void everyoneSaysSo() throws Exception {
    for (GatewayProcess gateway : fleet) {
      within().until(() -> gateway.metric("ficus_degraded") == 1);
      within().until(() -> gateway.metric("ficus_circuits_degraded") == 1);
      assertThat(gateway.health())
          .contains("\"status\":\"UP\"", "\"degraded\":true")
          .doesNotContain("DOWN", "disk", "discovery");
      assertThat(gateway.isReady()).isTrue();
    }
    for (AdminClient admin : admins) {
      assertThat(admin.get("/status").path("degraded").asBoolean(false)).isTrue();
      assertThat(admin.get("/circuits").path("degraded").asBoolean(false)).isTrue();
    }
  }

  private void over(Trouble trouble) {
    switch (trouble) {
      case STOPPED, KILLED -> redis.restart();
      case FROZEN -> redis.thaw();
      case NONE, FLUSHED -> {}
    }
  }

  /** Only where the shared state cannot be had is it refused. */
  private String forward(Trouble trouble) throws Exception {
    AdminClient.Answer answer = stage(admins.get(0), "on-" + name(trouble));
    if (trouble == Trouble.FLUSHED) {
      assertThat(answer.status()).isIn(200, 409, 503);
    } else {
      assertThat(answer.status()).as(answer.body().toString()).isEqualTo(503);
    }
    return answer.status()
        + (answer.status() == 503 ? " " + answer.body().path("outcome").asString() : "");
  }

  /** In force at once on the instance that was asked. */
  private String rollback(Trouble trouble) throws Exception {
    String route = "back-" + name(trouble);
    AdminClient.Answer answer = admins.get(1).call("POST", "/routes/" + route + "/rollback", "");
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    assertThat(fleet.get(1).get("/" + route).body()).isEqualTo("legacy");
    return answer.status() + (answer.body().path("overridden").asBoolean(false) ? " here" : "");
  }
}
