package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import dev.ficus.gateway.webhook.SignatureScheme;
import dev.ficus.gateway.webhook.SignatureSettings;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Webhooks and storage-first requests from their acceptance to their end. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueueIT {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String SLACK = "8f742231b10e8888abcd99yyyzzz85a5";

  @Parameter private Entry entryUnderTest;
  @TempDir private static Path directory;
  private final Map<String, Integer> failing = new ConcurrentHashMap<>();
  private RawUpstream legacy;
  private RawUpstream target;
  private TestGateway gateway;
  private AdminClient admin;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    legacy = upstream("legacy");
    target = upstream("target");
    gateway =
        TestGateway.start(
            kind,
            directory.resolve(kind.name()),
            """
            default: monolith
            upstreams:
              monolith: { url: "%s" }
              functions: { url: "%s", circuit: off }
              guarded: { url: "%2$s", circuit: { window: 5s, failures: 2, openFor: 1s, probes: 1 } }
            groups:
              customers: {}
              reports: {}
            routes:
              - id: hook
                match: POST /hooks/payments
                webhook:
                  verify: { scheme: standard-webhooks, secrets: [ "${X_SECRET:%3$s}" ] }
                  dedupe: { key: "header:webhook-id" }
                  maxBody: 1KiB
                  subscribers:
                    - { name: ledger, target: functions, rewrite: { path: /ledger }, retry: { attempts: 3, first: 100ms, factor: 1 } }
                    - { name: mailer, legacy: none, target: functions, rewrite: { path: /mail }, retry: { attempts: 2, first: 50ms, never: [ 410 ] }, sign: { scheme: github, secrets: [ "${X_OURS:ours}" ] } }
              - id: plain-hook
                match: POST /hooks/plain
                webhook:
                  dedupe: { key: "body:/id" }
                  answer: { status: 200, contentType: text/plain, body: "ok" }
                  durability: strict
                  subscribers:
                    - { name: guarded, legacy: none, target: guarded, rewrite: { path: /guarded }, retry: { attempts: 5, first: 50ms, factor: 1 } }
              - id: by-customer
                match: POST /hooks/customer
                webhook:
                  subscribers:
                    - { name: crm, group: customers, target: functions, stage: canary, canary: { weight: 50%%, stickyBy: [ "body:/customer" ] }, rewrite: { path: /crm } }
              - id: small
                match: POST /hooks/small
                webhook:
                  capacity: { messages: 1 }
                  subscribers: [ { name: late, legacy: none, target: functions, rewrite: { path: /late } } ]
              - id: slack
                match: POST /hooks/slack
                webhook:
                  verify: { scheme: slack, secrets: [ "${X_SLACK:%4$s}" ] }
                  subscribers: [ { name: bot, legacy: none, target: functions, rewrite: { path: /bot } } ]
              - id: report
                match: POST /reports
                group: reports
                store: { legacy: none, target: functions, rewrite: { path: /process }, attempts: 2, timeout: 2s, resultTtl: 3s }
              - id: old-report
                match: POST /old-reports
                store: { legacy: none, target: functions, rewrite: { path: /process }, wait: 5s }
            """
                .formatted(legacy.url(), target.url(), SECRET, SLACK));
    admin =
        new AdminClient(gateway.managementPort(), directory.resolve(kind.name()).resolve("data"));
    within().until(() -> admin.get("/queues").path("queues").size() == 7);
    within().until(() -> queue("hook").path("subscribers").size() == 2);
    for (String route :
        List.of("plain-hook", "by-customer", "small", "slack", "report", "old-report")) {
      within().until(() -> queue(route).path("subscribers").size() == 1);
    }
  }

  /** Fails as many requests for a path as {@link #failing} says, with the status said. */
  private RawUpstream upstream(String name) throws Exception {
    return new RawUpstream(
        (request, socket, out) -> {
          Integer status = failing.get(request.target());
          if (status != null) {
            RawUpstream.send(out, status, "", "no");
          } else {
            RawUpstream.send(out, 200, "Content-Type: text/x-report\r\nX-Pages: 3\r\n", name);
          }
        });
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    gateway.close();
    legacy.close();
    target.close();
  }

  @BeforeEach
  void reset() {
    failing.clear();
    legacy.requests().clear();
    target.requests().clear();
  }

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(20));
  }

  private JsonNode queue(String route) throws Exception {
    return admin.get("/queues/" + route);
  }

  private JsonNode subscriber(String route, String name) throws Exception {
    for (JsonNode subscriber : queue(route).path("subscribers")) {
      if (subscriber.path("name").asString().equals(name)) {
        return subscriber;
      }
    }
    throw new AssertionError(name);
  }

  private static List<RawUpstream.Request> at(RawUpstream upstream, String path) {
    return upstream.requests().stream().filter(it -> it.target().equals(path)).toList();
  }

  private HttpResponse<String> signed(String id, String body) throws Exception {
    return gateway.post("/hooks/payments", body, signature(id, body, Clock.systemUTC()));
  }

  /** As header lines, for a body. */
  private static String[] signature(String id, String body, Clock clock) {
    return signature(SignatureSettings.Scheme.STANDARD_WEBHOOKS, SECRET, id, body, clock);
  }

  private static String[] signature(
      SignatureSettings.Scheme kind, String secret, String id, String body, Clock clock) {
    SignatureScheme scheme =
        SignatureScheme.of(
            SignatureSettings.of(kind, List.of(secret), Duration.ofMinutes(5)), clock);
    List<String> headers = new ArrayList<>();
    for (Header header : scheme.sign(id, Body.of(body.getBytes(StandardCharsets.UTF_8)))) {
      headers.add(header.name());
      headers.add(header.value());
    }
    return headers.toArray(String[]::new);
  }

  @Test
  void aSignedWebhookReachesEverySubscriberOnce() throws Exception {
    HttpResponse<String> accepted = signed("msg-1", "{\"paid\":1}");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    assertThat(accepted.body()).matches("\\{\"id\":\"hook_[0-9a-f]{32}\"}");
    assertThat(signed("msg-1", "{\"paid\":1}").body()).isEqualTo(accepted.body());

    within()
        .until(() -> at(legacy, "/hooks/payments").size() == 1 && at(target, "/mail").size() == 1);
    RawUpstream.Request original = at(legacy, "/hooks/payments").getFirst();
    assertThat(original.body()).asString().isEqualTo("{\"paid\":1}");
    assertThat(original.header("webhook-id")).contains("msg-1");
    assertThat(original.header("Ficus-Attempt")).contains("1");
    assertThat(accepted.body()).contains(original.header("Ficus-Message-Id").orElseThrow());
    RawUpstream.Request mail = at(target, "/mail").getFirst();
    assertThat(mail.header("X-Hub-Signature-256").orElseThrow()).startsWith("sha256=");
    within().until(() -> subscriber("hook", "mailer").path("leased").asInt() == 0);
    assertThat(at(target, "/mail")).hasSize(1);
  }

  @Test
  void whatIsNotSignedByTheProviderIsRefused() throws Exception {
    HttpResponse<String> unsigned = gateway.post("/hooks/payments", "{}");
    assertThat(unsigned.statusCode()).isEqualTo(401);
    assertThat(unsigned.body()).contains("signature");
    String[] ofAnotherBody = signature("msg-x", "{\"paid\":1}", Clock.systemUTC());
    assertThat(gateway.post("/hooks/payments", "{\"paid\":2}", ofAnotherBody).statusCode())
        .isEqualTo(401);
    Clock then = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-6));
    String[] stale = signature("msg-x", "{}", then);
    assertThat(gateway.post("/hooks/payments", "{}", stale).statusCode()).isEqualTo(401);
    HttpResponse<String> large = gateway.post("/hooks/payments", "x".repeat(1025));
    assertThat(large.statusCode()).isEqualTo(413);
    String chunked =
        "POST /hooks/payments HTTP/1.1\r\nHost: s\r\nConnection: close\r\nTransfer-Encoding:"
            + " chunked\r\n\r\n800\r\n"
            + "x".repeat(2048)
            + "\r\n0\r\n\r\n";
    assertThat(gateway.raw(chunked)).startsWith("HTTP/1.1 413");
    assertThat(gateway.get("/hooks/payments").body()).isEqualTo("legacy");
  }

  @Test
  void aFullQueueTakesNothing() throws Exception {
    assertThat(admin.call("POST", "/queues/small/late/pause", "").status()).isEqualTo(200);
    assertThat(gateway.post("/hooks/small", "first").statusCode()).isEqualTo(202);
    HttpResponse<String> full = gateway.post("/hooks/small", "second");
    assertThat(full.statusCode()).isEqualTo(503);
    assertThat(full.body()).contains("queue-full");
    assertThat(full.headers().firstValue("Retry-After")).contains("10");
    assertThat(admin.call("POST", "/queues/small/late/resume", "").status()).isEqualTo(200);
    within().until(() -> gateway.post("/hooks/small", "third").statusCode() == 202);
    within().until(() -> at(target, "/late").size() == 2);
    assertThat(at(target, "/late"))
        .extracting(it -> new String(it.body(), StandardCharsets.UTF_8))
        .containsExactly("first", "third");
  }

  @Test
  void aSignedChallengeIsAnsweredAndNotQueued() throws Exception {
    String challenge = "{\"type\":\"url_verification\",\"challenge\":\"3eZbrw1aB\"}";
    String[] headers =
        signature(
            SignatureSettings.Scheme.SLACK, SLACK, "unused", challenge, Clock.systemUTC());
    HttpResponse<String> answer = gateway.post("/hooks/slack", challenge, headers);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("3eZbrw1aB");
    assertThat(gateway.post("/hooks/slack", challenge).statusCode()).isEqualTo(401);
    assertThat(queue("slack").path("accepted").asInt()).isZero();
  }

  @Test
  void whatRedisCouldLoseIsSaid() throws Exception {
    JsonNode strict = queue("plain-hook");
    assertThat(strict.path("durability").asString()).isEqualTo("strict");
    assertThat(queue("hook").path("durability").asString()).isEqualTo("warn");
    assertThat(strict.has("risk")).as("the embedded Redis loses nothing").isFalse();
  }

  @Test
  void aFailingSubscriberIsTriedAgainAndAtLastItsMessageIsDead() throws Exception {
    failing.put("/mail", 500);
    String id = signed("msg-2", "{}").body().replaceAll(".*\"(hook_[0-9a-f]+)\".*", "$1");
    String dead = "/queues/hook/mailer/messages";
    JsonNode letter =
        within().until(() -> find(admin.get(dead), id), found -> !found.isMissingNode());
    assertThat(letter.path("attempts").asInt()).isEqualTo(2);
    assertThat(letter.path("reason").asString()).isEqualTo("status 500, the last of 2 attempts");
    assertThat(at(target, "/mail"))
        .extracting(it -> it.header("Ficus-Attempt").orElse(""))
        .containsExactly("1", "2");
    JsonNode whole = admin.get(dead + "/" + id);
    assertThat(whole.path("body").asString()).isEqualTo("{}");
    assertThat(whole.path("headers").path("webhook-signature").get(0).asString()).isEqualTo("…");

    failing.clear();
    AdminClient.Answer replayed =
        admin.call("POST", dead + "/" + id + "/replay", "{\"reason\":\"fixed\"}");
    assertThat(replayed.status()).isEqualTo(200);
    within().until(() -> at(target, "/mail").size() == 3);
    within().until(() -> find(admin.get(dead), id).isMissingNode());
    assertThat(
            admin.get("/audit?subject=hook/mailer").path("events").get(0).path("what").asString())
        .isEqualTo("message.replayed");
  }

  private static JsonNode find(JsonNode page, String id) {
    for (JsonNode message : page.path("messages")) {
      if (message.path("id").asString().equals(id)) {
        return message;
      }
    }
    return page.path("nothing");
  }

  @Test
  void aStatusUnderNeverIsDeadAtOnce() throws Exception {
    failing.put("/mail", 410);
    String id = signed("msg-3", "{}").body().replaceAll(".*\"(hook_[0-9a-f]+)\".*", "$1");
    within().until(() -> !find(admin.get("/queues/hook/mailer/messages"), id).isMissingNode());
    assertThat(at(target, "/mail")).hasSize(1);
    String message = "/queues/hook/mailer/messages/" + id;
    assertThat(admin.call("DELETE", message + "?dryRun=true", "").status()).isEqualTo(204);
    assertThat(find(admin.get("/queues/hook/mailer/messages"), id).isMissingNode()).isFalse();
    assertThat(admin.call("DELETE", message + "?reason=no%20customer", "").status()).isEqualTo(204);
    assertThat(find(admin.get("/queues/hook/mailer/messages"), id).isMissingNode()).isTrue();
    JsonNode event = admin.get("/audit?subject=hook/mailer").path("events").get(0);
    assertThat(event.path("what").asString()).isEqualTo("message.discarded");
    assertThat(event.path("reason").asString()).isEqualTo("no customer");
    assertThat(admin.call("DELETE", message + "?dryRun=true", "").status()).isEqualTo(404);
    assertThat(admin.call("DELETE", message, "").status()).isEqualTo(404);
  }

  @Test
  void aSubscriberIsCutOverAndBack() throws Exception {
    AdminClient.Answer live =
        admin.call("PUT", "/routes/hook/subscribers/ledger/stage", "{\"stage\":\"live\"}");
    assertThat(live.status()).as(live.body().toString()).isEqualTo(200);
    signed("msg-4", "{}");
    within().until(() -> at(target, "/ledger").size() == 1);
    assertThat(at(legacy, "/hooks/payments")).isEmpty();

    // What was tried over there and is not done goes back with the rollback.
    failing.put("/ledger", 503);
    signed("msg-5", "{}");
    within().until(() -> at(target, "/ledger").size() >= 2);
    AdminClient.Answer back = admin.call("POST", "/routes/hook/subscribers/ledger/rollback", "");
    assertThat(back.status()).as(back.body().toString()).isEqualTo(200);
    assertThat(back.body().path("changes").get(0).path("repinned").asInt(-1)).isEqualTo(1);
    within().until(() -> at(legacy, "/hooks/payments").size() == 1);
  }

  @Test
  void aMessageHasOneSideHoweverOftenItsSubscriberIsCutOver() throws Exception {
    String stage = "/routes/hook/subscribers/ledger/stage";
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      switch (i) {
        case 30 -> cut(stage, "{\"stage\":\"canary\",\"weight\":\"50%\"}");
        case 60 -> cut(stage, "{\"stage\":\"live\"}");
        case 90 -> cut(stage, "{\"stage\":\"legacy\"}");
        default -> {}
      }
      HttpResponse<String> accepted = signed("moving-" + i, "{\"n\":" + i + "}");
      assertThat(accepted.statusCode()).isEqualTo(202);
      ids.add(accepted.body().replaceAll(".*\"(hook_[0-9a-f]+)\".*", "$1"));
    }
    within()
        .until(
            () ->
                at(legacy, "/hooks/payments").size() + at(target, "/ledger").size() == ids.size());
    List<String> there = messageIds(at(target, "/ledger"));
    List<String> here = messageIds(at(legacy, "/hooks/payments"));
    assertThat(there).isNotEmpty().doesNotHaveDuplicates().doesNotContainAnyElementsOf(here);
    assertThat(here).hasSizeGreaterThanOrEqualTo(30).doesNotHaveDuplicates();
    assertThat(ids).containsAll(there).containsAll(here);
  }

  private void cut(String path, String wish) throws Exception {
    AdminClient.Answer answer = admin.call("PUT", path, wish);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
  }

  private static List<String> messageIds(List<RawUpstream.Request> requests) {
    return requests.stream().map(it -> it.header("Ficus-Message-Id").orElse("")).toList();
  }

  @Test
  void aPausedSubscriberIsLeftInPeace() throws Exception {
    String path = "/queues/hook/ledger";
    assertThat(admin.call("POST", path + "/pause", "").status()).isEqualTo(200);
    signed("msg-6", "{}");
    within().until(() -> at(target, "/mail").size() == 1);
    assertThat(subscriber("hook", "ledger").path("waiting").asInt()).isEqualTo(1);
    assertThat(at(legacy, "/hooks/payments")).isEmpty();
    assertThat(admin.call("POST", path + "/resume", "").status()).isEqualTo(200);
    within().until(() -> at(legacy, "/hooks/payments").size() == 1);
  }

  @Test
  void aTokenOfAGroupTouchesNoOtherTeamsQueue() throws Exception {
    failing.put("/mail", 410);
    String id = signed("msg-8", "{}").body().replaceAll(".*\"(hook_[0-9a-f]+)\".*", "$1");
    String mailer = "/queues/hook/mailer";
    within().until(() -> !find(admin.get(mailer + "/messages"), id).isMissingNode());
    String wish = "{\"name\":\"customers-team\",\"role\":\"operator\",\"group\":\"customers\"}";
    AdminClient team =
        admin.with(admin.call("POST", "/tokens", wish).body().path("secret").asString());

    for (String call :
        List.of(
            "POST " + mailer + "/pause",
            "POST " + mailer + "/resume",
            "POST " + mailer + "/replay",
            "POST " + mailer + "/messages/" + id + "/replay",
            "DELETE " + mailer + "/messages/" + id,
            "DELETE " + mailer,
            "POST /queues/report/function/pause")) {
      String[] parts = call.split(" ");
      AdminClient.Answer refused = team.call(parts[0], parts[1], "");
      assertThat(refused.status()).as(call).isEqualTo(403);
      assertThat(refused.body().path("detail").asString())
          .isEqualTo("token 'customers-team' is for group 'customers' only");
    }
    assertThat(find(team.get(mailer + "/messages"), id).isMissingNode()).isFalse();
    assertThat(subscriber("hook", "mailer").path("paused").booleanValue()).isFalse();
    String own = "/queues/by-customer/crm";
    assertThat(team.call("POST", own + "/pause", "").status()).isEqualTo(200);
    assertThat(team.call("POST", own + "/resume", "").status()).isEqualTo(200);
    assertThat(team.call("POST", "/queues/nobody/crm/pause", "").status()).isEqualTo(404);
    assertThat(admin.call("DELETE", mailer + "/messages/" + id, "").status()).isEqualTo(204);
    assertThat(admin.call("DELETE", "/tokens/customers-team", "").status()).isEqualTo(204);
  }

  @Test
  void anOpenCircuitBurnsNoAttempt() throws Exception {
    failing.put("/guarded", 500);
    assertThat(gateway.post("/hooks/plain", "{\"id\":\"a\"}").body()).isEqualTo("ok");
    within()
        .until(
            () ->
                admin
                    .get("/circuits/guarded/plain-hook/guarded")
                    .path("state")
                    .asString()
                    .equals("open"));
    failing.clear();
    within().until(() -> subscriber("plain-hook", "guarded").path("done").asInt() == 1);
    List<RawUpstream.Request> calls = at(target, "/guarded");
    assertThat(calls.getLast().header("Ficus-Attempt").map(Integer::parseInt).orElseThrow())
        .isEqualTo(calls.size());
    // The same id in another body is the same message.
    gateway.post("/hooks/plain", "{\"id\":\"a\",\"again\":true}");
    assertThat(queue("plain-hook").path("accepted").asInt()).isEqualTo(1);
  }

  @Test
  void theBodyDecidesTheSideOfACanary() throws Exception {
    for (int i = 0; i < 40; i++) {
      gateway.post("/hooks/customer", "{\"customer\":\"c" + i % 20 + "\"}");
    }
    within().until(() -> at(target, "/crm").size() + at(legacy, "/hooks/customer").size() == 40);
    List<String> there =
        at(target, "/crm").stream()
            .map(it -> new String(it.body(), StandardCharsets.UTF_8))
            .toList();
    assertThat(there.size()).isBetween(4, 36);
    assertThat(at(legacy, "/hooks/customer"))
        .noneMatch(it -> there.contains(new String(it.body(), StandardCharsets.UTF_8)));
  }

  @Test
  void aStoredRequestIsConfirmedWorkedOnAndItsResultFetched() throws Exception {
    HttpResponse<String> stored =
        gateway.post(
            "/reports", "{\"month\":5}", "Idempotency-Key", "k1", "Authorization", "Bearer x");
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(202);
    String location = stored.headers().firstValue("Location").orElseThrow();
    assertThat(location).matches("/\\.ficus/requests/report_[0-9a-f]{32}");
    within().until(() -> gateway.get(location).body().contains("\"status\":\"done\""));
    HttpResponse<String> result = gateway.get(location + "/result");
    assertThat(result.statusCode()).isEqualTo(200);
    assertThat(result.body()).isEqualTo("target");
    assertThat(result.headers().firstValue("Content-Type")).contains("text/x-report");
    assertThat(result.headers().firstValue("X-Pages")).contains("3");
    assertThat(at(target, "/process").getFirst().header("Authorization")).isEmpty();

    String[] same = {"Idempotency-Key", "k1", "Authorization", "Bearer x"};
    HttpResponse<String> again = gateway.post("/reports", "{\"month\":5}", same);
    assertThat(again.headers().firstValue("Location")).contains(location);
    assertThat(gateway.post("/reports", "{\"month\":6}", same).statusCode()).isEqualTo(422);
    assertThat(gateway.post("/reports?copy=1", "{\"month\":5}", same).statusCode()).isEqualTo(422);
    assertThat(at(target, "/process")).hasSize(1);
    within().until(() -> gateway.get(location).statusCode() == 410);
  }

  @Test
  void aForeignIdempotencyKeyLeadsToNobodysResult() throws Exception {
    String[] anna = {"Idempotency-Key", "k2", "Authorization", "Bearer anna"};
    String[] ben = {"Idempotency-Key", "k2", "Authorization", "Bearer ben"};
    String annas = location(gateway.post("/reports", "{\"month\":2}", anna));
    String bens = location(gateway.post("/reports", "{\"month\":2}", ben));
    String unknown = location(gateway.post("/reports", "{\"month\":2}", "Idempotency-Key", "k2"));
    assertThat(List.of(annas, bens, unknown)).doesNotHaveDuplicates();
    assertThat(location(gateway.post("/reports", "{\"month\":2}", ben))).isEqualTo(bens);
    within().until(() -> gateway.get(bens).body().contains("\"status\":\"done\""));
    within().until(() -> at(target, "/process").size() == 3);
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  @Test
  void whoeverWaitsGetsTheResultInline() throws Exception {
    HttpResponse<String> old = gateway.post("/old-reports", "{}");
    assertThat(old.statusCode()).isEqualTo(200);
    assertThat(old.body()).isEqualTo("target");
    HttpResponse<String> preferring = gateway.post("/reports", "{\"month\":7}", "Prefer", "wait=5");
    assertThat(preferring.body()).isEqualTo("target");
    assertThat(preferring.headers().firstValue("Preference-Applied")).contains("wait=5");
  }

  @Test
  void aRequestWhoseAttemptsAreUsedUpHasFailedWithTheLastAnswer() throws Exception {
    failing.put("/process", 503);
    String location =
        gateway.post("/reports", "{\"month\":8}").headers().firstValue("Location").orElseThrow();
    within().until(() -> gateway.get(location).body().contains("\"status\":\"failed\""));
    HttpResponse<String> result = gateway.get(location + "/result");
    assertThat(result.statusCode()).isEqualTo(503);
    assertThat(result.body()).isEqualTo("no");
    assertThat(at(target, "/process")).hasSize(2);
    failing.put("/process", 404);
    String other =
        gateway.post("/reports", "{\"month\":9}").headers().firstValue("Location").orElseThrow();
    within().until(() -> gateway.get(other).body().contains("\"status\":\"done\""));
    assertThat(gateway.get(other + "/result").statusCode()).isEqualTo(404);
  }

  @Test
  void aSecretDoesNotStandInTheFile() throws Exception {
    String yaml =
        """
        upstreams: { a: { url: "http://localhost:1" } }
        routes:
          - id: h
            match: POST /h
            webhook:
              verify: { scheme: github, secrets: [ hush ] }
              subscribers: [ { name: s, legacy: none, target: a } ]
        """;
    AdminClient.Answer checked = admin.check(yaml);
    assertThat(checked.body().toString()).contains("a secret that stands in the file");
  }

  @Test
  void idsThatNobodyHasAreUnknown() throws Exception {
    for (String id :
        List.of("x", "report_" + "0".repeat(32), "nope_" + "0".repeat(32), "", "../x")) {
      assertThat(
              gateway.raw(
                  "GET /.ficus/requests/"
                      + id
                      + " HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n"))
          .as(id)
          .startsWith("HTTP/1.1 404");
    }
    assertThat(gateway.post("/.ficus/requests/report_" + "0".repeat(32), "").statusCode())
        .isEqualTo(405);
  }
}
