package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.redis.RedisProcess;
import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** Two gateways, one Redis: one state, through everything that can happen to either. */
@Execution(ExecutionMode.CONCURRENT)
class FleetIT {

  private final RawUpstream legacy;
  private final RawUpstream target;
  private final RedisProcess redis = RedisProcess.start();
  private TestGateway one;
  private TestGateway two;
  private AdminClient adminOfOne;
  private AdminClient adminOfTwo;

  FleetIT() throws Exception {
    legacy = RawUpstream.answering("legacy");
    target = RawUpstream.answering("target");
  }

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    one = gateway(directory.resolve("one"));
    two = gateway(directory.resolve("two"));
    adminOfOne = new AdminClient(one.managementPort(), directory.resolve("one/data"));
    adminOfTwo = new AdminClient(two.managementPort(), directory.resolve("two/data"));
    within().until(() -> status(adminOfOne, "/status").path("converged").path("of").asInt() == 2);
  }

  private TestGateway gateway(Path directory) throws Exception {
    return TestGateway.start(
        directory,
        yaml("legacy"),
        "spring.data.redis.url=redis://127.0.0.1:" + redis.port(),
        "ficus.instance-name=" + directory.getFileName());
  }

  private String yaml(String stage) {
    return """
    default: monolith
    upstreams: { monolith: { url: "%s" }, fresh: { url: "%s" } }
    routes:
      - id: r
        match: GET /r
        target: fresh
        stage: %s
      - { id: s, match: GET /s, target: fresh, canary: { stickyBy: [ "header:X-User-Id" ] } }
    """
        .formatted(legacy.url(), target.url(), stage);
  }

  @AfterEach
  void stop() throws Exception {
    one.close();
    two.close();
    redis.close();
    legacy.close();
    target.close();
  }

  @Test
  void cutoverIsInForceEverywhereWhenItIsAnswered() throws Exception {
    AdminClient.Answer answer = put(adminOfOne, "r", "{\"stage\":\"live\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("converged").path("instances").asInt()).isEqualTo(2);
    assertThat(answer.body().path("converged").path("of").asInt()).isEqualTo(2);
    assertThat(one.get("/r").body()).isEqualTo("target");
    assertThat(two.get("/r").body()).isEqualTo("target");
  }

  @Test
  void twoInstancesDecideAlike() throws Exception {
    put(adminOfOne, "s", "{\"stage\":\"canary\",\"weight\":\"50%\"}");
    int byTarget = 0;
    for (int i = 0; i < 100; i++) {
      String answer = one.get("/s", "X-User-Id", "user-" + i).body();
      assertThat(two.get("/s", "X-User-Id", "user-" + i).body()).isEqualTo(answer);
      byTarget += answer.equals("target") ? 1 : 0;
    }
    assertThat(byTarget).isBetween(25, 75);
  }

  @Test
  void slowFileSyncAfterAnApiRollbackChangesNothing() throws Exception {
    Files.writeString(one.routeFile(), yaml("live"));
    within().until(() -> two.get("/r").body().equals("target"));
    assertThat(adminOfOne.call("POST", "/routes/r/rollback", "").status()).isEqualTo(200);
    within().until(() -> two.get("/r").body().equals("legacy"));
    // Only now does the edit reach the second instance's disk.
    Files.writeString(two.routeFile(), yaml("live"));
    within().until(() -> route(adminOfTwo).path("drift").asBoolean(false));
    assertThat(two.get("/r").body()).isEqualTo("legacy");
    assertThat(one.get("/r").body()).isEqualTo("legacy");
    assertThat(status(adminOfOne, "/status").path("revision").asLong())
        .isEqualTo(status(adminOfTwo, "/status").path("revision").asLong());
  }

  @Test
  void ofTwoSimultaneousCutoversOneWins() throws Exception {
    int bothAccepted = 0;
    for (int round = 0; round < 10; round++) {
      String etag = "\"" + route(adminOfOne).path("revision").asLong() + "\"";
      long revision = route(adminOfOne).path("revision").asLong();
      within().until(() -> route(adminOfTwo).path("revision").asLong() == revision);
      CyclicBarrier together = new CyclicBarrier(2);
      String next = round % 2 == 0 ? "live" : "legacy";
      CompletableFuture<Integer> a = cutover(adminOfOne, next, etag, together);
      CompletableFuture<Integer> b = cutover(adminOfTwo, next, etag, together);
      List<Integer> statuses = List.of(a.get(), b.get());
      assertThat(statuses).containsOnlyOnce(200);
      assertThat(statuses).containsAnyOf(409, 412);
      bothAccepted += statuses.equals(List.of(200, 200)) ? 1 : 0;
    }
    assertThat(bothAccepted).isZero();
  }

  private static CompletableFuture<Integer> cutover(
      AdminClient admin, String stage, String etag, CyclicBarrier together) {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                together.await();
                status.complete(
                    admin
                        .call("PUT", "/routes/r/stage", "{\"stage\":\"" + stage + "\"}", etag)
                        .status());
              } catch (Exception e) {
                status.completeExceptionally(e);
              }
            });
    return status;
  }

  @Test
  void flushedRedisIsRefilled() throws Exception {
    put(adminOfOne, "r", "{\"stage\":\"live\"}");
    long before = status(adminOfOne, "/status").path("revision").asLong();
    redis.ask("FLUSHALL");
    within().until(() -> status(adminOfTwo, "/status").path("revision").asLong() > before);
    assertThat(one.get("/r").body()).isEqualTo("target");
    assertThat(two.get("/r").body()).isEqualTo("target");
    within().until(() -> adminOfOne.get("/audit").toString().contains("recovered"));
    assertThat(put(adminOfTwo, "r", "{\"stage\":\"legacy\"}").status()).isEqualTo(200);
    within().until(() -> one.get("/r").body().equals("legacy"));
  }

  @Test
  void rollbackWorksWithoutRedisAndSurvivesItsReturn() throws Exception {
    put(adminOfOne, "r", "{\"stage\":\"live\"}");
    redis.kill();
    AdminClient.Answer forward = put(adminOfOne, "r", "{\"stage\":\"retired\"}");
    assertThat(forward.status()).isEqualTo(503);
    AdminClient.Answer rollback = adminOfOne.call("POST", "/routes/r/rollback", "");
    assertThat(rollback.status()).isEqualTo(200);
    assertThat(rollback.body().path("overridden").asBoolean(false)).isTrue();
    assertThat(one.get("/r").body()).isEqualTo("legacy");
    assertThat(two.get("/r").body()).as("the other one was not asked").isEqualTo("target");
    assertThat(status(adminOfOne, "/status").path("degraded").asBoolean(false)).isTrue();
    redis.restart();
    within().until(() -> two.get("/r").body().equals("legacy"));
    within().until(() -> !route(adminOfOne).path("overridden").asBoolean(true));
    assertThat(one.get("/r").body()).isEqualTo("legacy");
    within().until(() -> !status(adminOfOne, "/status").path("degraded").asBoolean(true));
  }

  @Test
  void whenLegacyWasLastNeededIsTheWholeFleetsWord(@TempDir Path other) throws Exception {
    assertThat(two.get("/r").body()).isEqualTo("legacy");
    within().until(() -> route(adminOfOne).has("lastLegacyAnswer"));
    put(adminOfOne, "r", "{\"stage\":\"live\"}");
    assertThat(adminOfOne.get("/remaining").path("routes").findValuesAsString("route"))
        .doesNotContain("r");

    // Only through the other instance a request falls back.
    target.close();
    assertThat(two.get("/r").body()).isEqualTo("legacy");
    within().until(() -> needsLegacy(adminOfOne));
    String last = route(adminOfOne).path("lastLegacyAnswer").asString();
    assertThat(retirement(adminOfOne).path("lastLegacyAnswer").asString()).isEqualTo(last);

    redis.kill();
    assertThat(route(adminOfOne).path("lastLegacyAnswer").asString()).isEqualTo(last);
    redis.restart();
    one.close();
    two.close();
    one = gateway(other);
    AdminClient adminOfLater = new AdminClient(one.managementPort(), other.resolve("data"));
    within().until(() -> needsLegacy(adminOfLater));
    assertThat(route(adminOfLater).path("lastLegacyAnswer").asString()).isEqualTo(last);
    assertThat(route(adminOfLater).path("counts").path("fallbacks").asInt()).isZero();
  }

  private static boolean needsLegacy(AdminClient admin) throws Exception {
    for (JsonNode its : admin.get("/remaining").path("routes")) {
      if (its.path("route").asString("").equals("r")) {
        return its.path("why").asString("").equals("live, but falls back to legacy");
      }
    }
    return false;
  }

  /** What retiring the route would change. */
  private static JsonNode retirement(AdminClient admin) throws Exception {
    AdminClient.Answer dry = admin.call("POST", "/routes/r/retire?dryRun=true", "");
    assertThat(dry.status()).as(dry.body().toString()).isEqualTo(200);
    return dry.body().path("changes").get(0);
  }

  @Test
  void frozenRedisMakesNoGhostWrite() throws Exception {
    redis.freeze();
    AdminClient.Answer answer = put(adminOfOne, "r", "{\"stage\":\"live\"}");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(one.get("/r").body()).isEqualTo("legacy");
    long before = one.routing().snapshot().state().revision().number();
    redis.thaw();
    within().until(() -> !status(adminOfOne, "/status").path("degraded").asBoolean(true));
    within().until(() -> !status(adminOfTwo, "/status").path("degraded").asBoolean(true));
    assertThat(one.get("/r").body()).isEqualTo("legacy");
    assertThat(one.routing().snapshot().state().revision().number()).isEqualTo(before);
  }

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
  }

  private static JsonNode status(AdminClient admin, String path) throws Exception {
    return admin.get(path);
  }

  private static JsonNode route(AdminClient admin) throws Exception {
    return admin.get("/routes/r");
  }

  private static AdminClient.Answer put(AdminClient admin, String route, String body)
      throws Exception {
    return admin.call("PUT", "/routes/" + route + "/stage", body);
  }
}
