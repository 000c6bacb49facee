package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.redis.RedisProcess;
import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Instances whose clocks are half a minute apart: nothing may depend on them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongClocksIT {

  private final RedisProcess redis = RedisProcess.start();
  private final List<TestGateway> fleet = new ArrayList<>();
  private final List<AdminClient> admins = new ArrayList<>();
  private RawUpstream legacy;
  private RawUpstream target;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    legacy = RawUpstream.answering("legacy");
    target = RawUpstream.answering("target");
    String yaml =
        """
        default: m
        upstreams:
          m: { url: "%s" }
          t: { url: "%s", circuit: { window: 5s, failures: 6, openFor: 1s, probes: 2 } }
        routes:
          - { id: cut, match: GET /cut, target: t }
          - { id: fails, match: GET /fails, target: t, stage: retired }
          - id: hook
            match: POST /hook
            webhook:
              dedupe: { key: "header:X-Event" }
              subscribers: [ { name: s, legacy: m, retry: { attempts: 3, first: 200ms, factor: 1 } } ]
        """
            .formatted(legacy.url(), target.url());
    for (int seconds : new int[] {-30, 0, 30}) {
      Path its = directory.resolve("ahead" + seconds);
      fleet.add(
          TestGateway.start(
              Entry.RELAY,
              Duration.ofSeconds(seconds),
              its,
              yaml,
              "spring.data.redis.url=redis://127.0.0.1:" + redis.port(),
              "ficus.instance-name=ahead" + seconds));
      admins.add(new AdminClient(fleet.getLast().managementPort(), its.resolve("data")));
    }
    within().until(() -> admins.getFirst().get("/instances").path("instances").size() == 3);
  }

  @AfterAll
  void stop() throws Exception {
    for (TestGateway gateway : fleet) {
      gateway.close();
    }
    redis.close();
    legacy.close();
    target.close();
  }

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
  }

  @Test
  void everyInstanceSeesAllAsAliveAndCutsOverForAll() throws Exception {
    List<String> stages = List.of("live", "legacy", "live");
    for (int i = 0; i < 3; i++) {
      String wish = "{\"stage\":\"" + stages.get(i) + "\"}";
      AdminClient.Answer answer = admins.get(i).call("PUT", "/routes/cut/stage", wish);
      assertThat(answer.body().path("converged").path("instances").asInt()).isEqualTo(3);
      assertThat(admins.get(i).get("/instances").path("instances").size()).isEqualTo(3);
      for (TestGateway gateway : fleet) {
        String side = stages.get(i).equals("live") ? "target" : "legacy";
        assertThat(gateway.get("/cut").body()).isEqualTo(side);
      }
    }
    JsonNode events = admins.getFirst().get("/audit?subject=cut").path("events");
    List<String> after = new ArrayList<>();
    List<String> at = new ArrayList<>();
    events.forEach(event -> after.add(event.path("details").path("cut").asString()));
    events.forEach(event -> at.add(event.path("at").asString()));
    assertThat(after).containsExactly("legacy → live", "live → legacy", "legacy → live");
    assertThat(at).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void aCircuitOpensAndClosesForAll() throws Exception {
    target.script((request, socket, out) -> RawUpstream.send(out, 500, "", "broken"));
    within().until(() -> all("/fails", 503));
    target.script((request, socket, out) -> RawUpstream.send(out, 200, "", "target"));
    within().until(() -> all("/fails", 200));
    JsonNode failures = admins.getFirst().get("/failures?route=fails");
    within().until(() -> admins.getLast().get("/failures").path("matching").asInt() >= 6);
    assertThat(failures.path("matching").isMissingNode()).isFalse();
  }

  /** Leases, retries and what was seen before go by Redis' clock: none is early, none waits on. */
  @Test
  void aQueueIsWorkedOnAsIfTheyAgreed() throws Exception {
    Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
    legacy.script(
        (request, socket, out) -> {
          String body = new String(request.body(), StandardCharsets.UTF_8);
          int attempt = attempts.computeIfAbsent(body, _ -> new AtomicInteger()).incrementAndGet();
          RawUpstream.send(out, attempt == 1 ? 500 : 200, "", "legacy");
        });
    within().until(() -> fleet.getFirst().post("/hook", "0", "X-Event", "0").statusCode() == 202);
    List<String> events = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8");
    for (String event : events) {
      for (TestGateway gateway : fleet) {
        assertThat(gateway.post("/hook", event, "X-Event", event).statusCode()).isEqualTo(202);
      }
    }
    within().until(() -> admins.getFirst().get("/queues/hook").path("messages").asInt(1) == 0);
    assertThat(attempts.keySet()).containsExactlyInAnyOrderElementsOf(events);
    assertThat(attempts.values()).allMatch(count -> count.get() == 2);
    legacy.script((request, socket, out) -> RawUpstream.send(out, 200, "", "legacy"));
  }

  private boolean all(String path, int status) throws Exception {
    for (TestGateway gateway : fleet) {
      if (gateway.get(path).statusCode() != status) {
        return false;
      }
    }
    return true;
  }
}
