package dev.ficus.gateway.admin;

import static dev.ficus.gateway.admin.AdminServer.call;
import static dev.ficus.gateway.admin.AdminServer.store;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.route.Stage;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Cutovers over HTTP: what they change, what they answer, and what refuses them. */
class AdminCutoverIT {

  @BeforeEach
  void reset() {
    AdminServer.reset();
  }

  private static AdminServer.Reply put(String route, String json) {
    return call("PUT", "/routes/" + route + "/stage").json(json).send();
  }

  private static Stage stage(String route) {
    return AdminServer.active(route).stage();
  }

  @Test
  void aCutoverAnswersWhatItChanged() {
    AdminServer.Reply reply =
        put("search", "{'stage':'canary','weight':'10%','reason':'looks good'}");

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"1\"");
    JsonNode done = reply.json();
    assertThat(done.path("revision").longValue()).isEqualTo(1);
    assertThat(done.path("changes").get(0).path("before").path("stage").asString())
        .isEqualTo("legacy");
    assertThat(done.path("changes").get(0).path("after").path("weight").asString())
        .isEqualTo("10%");
    assertThat(done.path("converged").path("instances").intValue()).isEqualTo(1);
    assertThat(done.path("converged").path("of").intValue()).isEqualTo(1);
    assertThat(done.path("overridden").booleanValue()).isFalse();
    assertThat(done.path("route").path("stage").asString()).isEqualTo("canary");
    assertThat(done.path("route").path("changedBy").asString()).isEqualTo("operator");
    assertThat(done.has("dryRun")).isFalse();
    assertThat(store.events().getFirst().who()).isEqualTo("operator");
    assertThat(store.events().getFirst().reason()).isEqualTo("looks good");
    assertThat(stage("search")).isEqualTo(Stage.CANARY);
  }

  @ParameterizedTest
  @CsvSource({"10, 10%", "0.25, 0.25%", "'\"33%\"', 33%", "1e1, 10%"})
  void aWeightIsANumberOrAText(String weight, String shown) {
    JsonNode done = put("search", "{'stage':'canary','weight':" + weight + "}").json();

    assertThat(done.path("route").path("weight").asString()).isEqualTo(shown);
  }

  @Test
  void everyActionHasItsCall() {
    assertThat(post("search/promote", "").path("route").path("weight").asString()).isEqualTo("10%");
    assertThat(post("search/pause", "").path("route").path("paused").booleanValue()).isTrue();
    assertThat(call("POST", "/routes/search/promote").send().status()).isEqualTo(409);
    assertThat(post("search/resume", "{'reason':'ok'}").path("route").path("paused").booleanValue())
        .isFalse();
    assertThat(post("search/promote", "").path("route").path("stage").asString()).isEqualTo("live");
    assertThat(post("search/rollback", "{'to':'10%'}").path("route").path("weight").asString())
        .isEqualTo("10%");
    assertThat(post("search/rollback", "{'to':'legacy'}").path("route").path("stage").asString())
        .isEqualTo("legacy");
    put("search", "{'stage':'live'}");
    assertThat(post("search/retire", "").path("route").path("stage").asString())
        .isEqualTo("retired");
    assertThat(
            post("search/rollback", "{'force':true,'reason':'hurts'}").path("revision").isNumber())
        .isTrue();
    assertThat(stage("search")).isEqualTo(Stage.LEGACY);
  }

  private static JsonNode post(String path, String json) {
    AdminServer.Call call = call("POST", "/routes/" + path);
    AdminServer.Reply reply = json.isEmpty() ? call.send() : call.json(json).send();
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  @Test
  void aGroupMovesInOneRevision() {
    AdminServer.Reply reply = call("PUT", "/groups/orders/stage").json("{'stage':'live'}").send();

    assertThat(reply.json().path("changes").size()).isEqualTo(2);
    assertThat(reply.json().path("revision").longValue()).isEqualTo(1);
    assertThat(reply.json().has("route")).isFalse();
    assertThat(reply.header("ETag")).isEqualTo("\"1\"");
    for (String action : List.of("pause", "resume", "retire")) {
      assertThat(call("POST", "/groups/orders/" + action).send().status()).isEqualTo(200);
    }
    assertThat(stage("place-order")).isEqualTo(Stage.RETIRED);
    assertThat(call("POST", "/groups/orders/promote").send().status()).isEqualTo(409);
    assertThat(call("POST", "/groups/orders/rollback").send().status()).isEqualTo(409);
  }

  @ParameterizedTest
  @CsvSource({
    "get-order, live,    409, refused,         moves together",
    "plain,     live,    409, refused,         needs a target",
    "search,    retired, 409, refused,         only a live route",
    "search,    canary,  400, invalid-request, needs a weight",
    "gated,     live,    409, gates-not-met,   gates are not met",
    "serch,     live,    404, unknown-subject, did you mean 'search'",
  })
  void whatIsImpossibleIsRefused(
      String route, String stage, int status, String problem, String detail) {
    AdminServer.Reply reply = put(route, "{'stage':'" + stage + "'}");

    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.problem()).isEqualTo(problem);
    assertThat(reply.detail()).contains(detail);
    assertThat(store.events()).isEmpty();
  }

  @Test
  void aRefusalNamesTheGates() {
    JsonNode refusal = put("gated", "{'stage':'live'}").json().path("refusals").get(0);

    assertThat(refusal.path("kind").asString()).isEqualTo("gate");
    assertThat(refusal.path("route").asString()).isEqualTo("gated");
    assertThat(refusal.path("gates").get(0).path("limit").asString()).isEqualTo("0.5%");
  }

  @Test
  void forceNeedsAReasonAndThenGoesThrough() {
    assertThat(put("gated", "{'stage':'live','force':true}").status()).isEqualTo(400);
    assertThat(put("gated", "{'stage':'live','force':true,'reason':'known'}").status())
        .isEqualTo(200);
    assertThat(stage("gated")).isEqualTo(Stage.LIVE);
  }

  @Test
  void anUnknownGroupIs404() {
    AdminServer.Reply reply = call("POST", "/groups/nope/promote").send();

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.detail()).isEqualTo("unknown group 'nope'");
  }

  @Test
  void whoHasSeenAnOlderRevisionChangesNothing() {
    put("search", "{'stage':'canary','weight':1}");

    AdminServer.Reply stale =
        call("PUT", "/routes/search/stage").ifMatch("\"0\"").json("{'stage':'live'}").send();
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.header("ETag")).isEqualTo("\"1\"");
    assertThat(stale.json().path("current").longValue()).isEqualTo(1);
    assertThat(stage("search")).isEqualTo(Stage.CANARY);

    assertThat(
            call("PUT", "/routes/search/stage")
                .ifMatch("\"1\"")
                .json("{'stage':'live'}")
                .send()
                .status())
        .isEqualTo(200);
    assertThat(call("POST", "/routes/search/rollback").ifMatch("*").send().status()).isEqualTo(200);
    AdminServer.Reply malformed = call("POST", "/routes/search/rollback").ifMatch("W/2").send();
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.detail()).contains("If-Match");
  }

  @Test
  void aDryRunSaysTheSameAndChangesNothing() {
    AdminServer.Reply dry =
        call("PUT", "/routes/search/stage?dryRun=true").json("{'stage':'live'}").send();

    assertThat(dry.status()).isEqualTo(200);
    assertThat(dry.json().path("dryRun").booleanValue()).isTrue();
    assertThat(dry.json().path("route").path("stage").asString()).isEqualTo("live");
    assertThat(dry.json().path("revision").longValue()).isZero();
    assertThat(dry.header("ETag")).isEqualTo("\"0\"");
    assertThat(stage("search")).isEqualTo(Stage.LEGACY);
    assertThat(store.events()).isEmpty();
    JsonNode wet = put("search", "{'stage':'live'}").json();
    assertThat(wet.path("changes")).isEqualTo(dry.json().path("changes"));
  }

  @Test
  void aMisspeltDryRunIsNoCutover() {
    AdminServer.Reply reply =
        call("PUT", "/routes/search/stage?dryrun=true").json("{'stage':'live'}").send();

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.detail()).contains("did you mean 'dryRun'?");
    assertThat(stage("search")).isEqualTo(Stage.LEGACY);
    assertThat(call("POST", "/routes/search/promote?dryRun=maybe").send().status()).isEqualTo(400);
    call("POST", "/routes/search/promote?dryRun").send();
    assertThat(stage("search")).isEqualTo(Stage.LEGACY);
  }

  @Test
  void ofTwoAtTheSameMomentOneWins() {
    assertThat(statusesOfTwo("\"0\"")).containsExactly(200, 412);
    assertThat(store.events()).hasSize(1);
  }

  @Test
  void ofTwoThatDoNotSayWhatTheySawOneIsToldOfTheOther() {
    assertThat(statusesOfTwo("*")).containsExactly(200, 409);
    assertThat(store.events()).hasSize(1);
  }

  /** Both have planned before either commits. */
  private static List<Integer> statusesOfTwo(String etag) {
    CyclicBarrier both = new CyclicBarrier(2);
    AtomicInteger commits = new AtomicInteger();
    store.beforeCommit =
        () -> {
          if (commits.getAndIncrement() < 2) {
            await(both);
          }
        };
    return Stream.of("live", "canary")
        .map(
            stage ->
                CompletableFuture.supplyAsync(
                    () ->
                        call("PUT", "/routes/search/stage")
                            .ifMatch(etag)
                            .json("{'stage':'" + stage + "'" + weight(stage) + "}")
                            .send()
                            .status(),
                    task -> Thread.ofVirtual().start(task)))
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .sorted()
        .toList();
  }

  private static String weight(String stage) {
    return stage.equals("canary") ? ",'weight':5" : "";
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void withoutTheStoreOnlyARollbackWorks() {
    put("search", "{'stage':'live'}");
    store.away = true;

    AdminServer.Reply forward = call("POST", "/routes/search/retire").send();
    assertThat(forward.status()).isEqualTo(503);
    assertThat(forward.json().path("outcome").asString()).isEqualTo("not-done");
    assertThat(forward.header("Retry-After")).isEqualTo("1");
    store.outcomeUnknown = true;
    AdminServer.Reply unsure = call("POST", "/routes/search/retire").send();
    assertThat(unsure.json().path("outcome").asString()).isEqualTo("unknown");

    AdminServer.Reply back = call("POST", "/routes/search/rollback").send();
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.json().path("overridden").booleanValue()).isTrue();
    assertThat(back.json().has("converged")).isFalse();
    assertThat(back.json().path("route").path("overridden").booleanValue()).isTrue();
    assertThat(stage("search")).isEqualTo(Stage.LEGACY);
  }

  @Test
  void theAnswerNamesInstancesThatAreBehindOrHoldOtherFiles() {
    store.report(AdminServer.instance("b", "b:8080", Revision.NONE, "others"));

    JsonNode converged = put("search", "{'stage':'live'}").json().path("converged");

    assertThat(converged.path("instances").intValue()).isEqualTo(1);
    assertThat(converged.path("of").intValue()).isEqualTo(2);
    assertThat(converged.path("behind").get(0).asString()).isEqualTo("b:8080");
    assertThat(converged.path("otherFiles").get(0).asString()).isEqualTo("b:8080");
  }

  @Test
  void theFilesWordIsTakenForWhatDrifts() {
    call("POST", "/routes/declared/rollback").send();
    AdminServer.Reply dry = call("POST", "/config/take-files?dryRun=true").send();
    assertThat(dry.json().path("changes").get(0).path("route").asString()).isEqualTo("declared");
    assertThat(stage("declared")).isEqualTo(Stage.LEGACY);
    assertThat(call("POST", "/config/take-files").ifMatch("\"0\"").send().status()).isEqualTo(412);

    AdminServer.Reply done =
        call("POST", "/config/take-files").json("{'reason':'the files are right'}").send();

    assertThat(done.status()).as(done.text()).isEqualTo(200);
    assertThat(done.header("ETag")).isEqualTo("\"2\"");
    assertThat(stage("declared")).isEqualTo(Stage.LIVE);
    assertThat(store.events().getFirst().what()).isEqualTo("take-files");
    assertThat(call("POST", "/config/take-files").send().json().path("changes").isEmpty()).isTrue();
  }
}
