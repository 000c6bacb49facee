package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.migration.CutoverOutcome;
import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.MessagePage;
import dev.ficus.gateway.queue.MessageState;
import dev.ficus.gateway.queue.SubscriberStatus;
import dev.ficus.gateway.redis.RedisProcess;
import dev.ficus.gateway.route.SignatureSpec;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import dev.ficus.gateway.webhook.SignatureVerdict;
import dev.ficus.gateway.webhook.Signatures;
import dev.ficus.gateway.webhook.SignedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two gateways that share a Redis, and somebody who wants to be told of what happens to them. */
class NotifyIT {

  private static final String SECRET = "whsec_dG9wc2VjcmV0dG9wc2VjcmV0";

  @TempDir private static Path directory;
  private static RedisProcess redis;
  private static RawUpstream legacy;
  private static RawUpstream target;
  private static RawUpstream receiver;
  private static List<TestGateway> fleet;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisProcess.start();
    legacy = RawUpstream.answering("legacy");
    target = new RawUpstream((_, _, out) -> RawUpstream.send(out, 503, "", ""));
    receiver =
        new RawUpstream(
            (request, _, out) ->
                RawUpstream.send(out, request.target().equals("/deaf") ? 500 : 204, "", ""));
    Path url = Files.writeString(directory.resolve("url"), receiver.url() + "/pager/t0ken?k=1");
    Path secret = Files.writeString(directory.resolve("secret"), SECRET);
    String yaml =
        """
        default: m
        upstreams:
          m: { url: "%s" }
          t: { url: "%s", circuit: { minimumCalls: 5, window: 30s } }
        notify:
          - name: pager
            url: "${file:%s}"
            sign: { scheme: standard-webhooks, secrets: [ "${file:%s}" ] }
          - { name: chat, url: "%s/chat", events: [ rollback ] }
          - { name: deaf, url: "%s/deaf", events: [ reload-failed ] }
        routes:
          - { id: order, match: GET /order, target: t, stage: live }
          - { id: other, match: GET /other, target: t, stage: live }
          - { id: gated, match: GET /gated, target: t, stage: shadow, gates: { mismatchRate: 1%% } }
        """
            .formatted(legacy.url(), target.url(), url, secret, receiver.url(), receiver.url());
    String shared = "spring.data.redis.url=redis://127.0.0.1:" + redis.port();
    fleet =
        List.of(
            TestGateway.start(directory.resolve("one"), yaml, shared),
            TestGateway.start(directory.resolve("two"), yaml, shared));
  }

  @AfterAll
  static void stop() throws Exception {
    fleet.forEach(TestGateway::close);
    legacy.close();
    target.close();
    receiver.close();
    redis.close();
  }

  private static List<RawUpstream.Request> received(String path) {
    return receiver.requests().stream().filter(r -> r.target().startsWith(path)).toList();
  }

  private static RawUpstream.Request awaited(String event, int times) {
    return await(event)
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                received("/pager").stream()
                    .filter(r -> r.header("Ficus-Event").orElse("").equals(event))
                    .toList(),
            its -> its.size() == times)
        .getLast();
  }

  private static JsonNode json(RawUpstream.Request request) {
    return JsonMapper.shared().readTree(request.body());
  }

  private static boolean isOpen(TestGateway gateway) {
    CircuitKey key = new CircuitKey("t", "order");
    return Objects.requireNonNull(gateway.bean(Circuits.class).circuit(key)).isOpen();
  }

  @Test
  void eachEventIsToldOnceByTheWholeFleet() throws Exception {
    TestGateway one = fleet.getFirst();
    TestGateway two = fleet.getLast();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              // Legacy answers in its place; nobody notices but the circuit.
              assertThat(one.get("/order").body()).isEqualTo("legacy");
              return isOpen(one) && isOpen(two);
            });
    assertThat(json(awaited("circuit-open", 1)).get("subject").asString()).isEqualTo("t/order");

    assertThat(two.set("gated", "canary 10%")).isInstanceOf(CutoverOutcome.Refused.class);
    assertThat(two.set("gated", "canary 10%")).isInstanceOf(CutoverOutcome.Refused.class);
    JsonNode refused = json(awaited("gate-refused", 1));
    assertThat(refused.get("subject").asString()).isEqualTo("gated");
    assertThat(refused.get("details").get("gated: mismatchRate 1%").asString())
        .startsWith("inconclusive, ");

    for (TestGateway gateway : fleet) {
      String good = Files.readString(gateway.routeFile());
      Files.writeString(gateway.routeFile(), good.replace("id: order", "idd: order"));
    }
    JsonNode broken = json(awaited("reload-failed", 1));
    assertThat(broken.get("reason").asString()).contains("unknown key 'idd'");

    assertThat(one.set("order", "legacy")).isInstanceOf(CutoverOutcome.Done.class);
    awaited("rollback", 1);
    await().until(() -> two.routing().snapshot().active("order").stage().word().equals("legacy"));
    assertThat(two.set("other", "legacy")).isInstanceOf(CutoverOutcome.Done.class);
    RawUpstream.Request rollback = awaited("rollback", 2);
    JsonNode said = json(rollback);
    assertThat(said.get("subject").asString()).isEqualTo("other");
    assertThat(said.get("who").asString()).isEqualTo("test");
    assertThat(said.get("details").get("other").asString()).isEqualTo("live → legacy");
    assertThat(said.get("revision").asLong()).isPositive();
    assertThat(rollback.target()).isEqualTo("/pager/t0ken?k=1");
    assertThat(isSigned(rollback)).isTrue();

    // Whatever else would have come is ahead of it.
    assertThat(received("/pager")).hasSize(5);
    await().until(() -> received("/chat").size() == 2);
    whoDoesNotTakeItIsSeenAmongTheQueues(one);
  }

  private static boolean isSigned(RawUpstream.Request request) {
    List<Header> headers =
        List.of("webhook-id", "webhook-timestamp", "webhook-signature").stream()
            .map(name -> new Header(name, request.header(name).orElseThrow()))
            .toList();
    SignatureSpec spec =
        new SignatureSpec("standard-webhooks", List.of(SECRET), null, null, null, null, null);
    Body body = Body.of(request.body());
    return Signatures.of(spec, Clock.systemUTC()).verify(new SignedRequest(headers, body))
        instanceof SignatureVerdict.Accepted;
  }

  private static void whoDoesNotTakeItIsSeenAmongTheQueues(TestGateway gateway) {
    var store = Objects.requireNonNull(gateway.bean(Queues.class).store("notify"));
    assertThat(store.status().subscribers())
        .extracting(SubscriberStatus::name)
        .containsExactlyInAnyOrder("pager", "chat", "deaf");
    MessagePage retried =
        await()
            .until(
                () -> store.list("deaf", MessageState.RETRYING, null, 10),
                page -> page.messages().size() == 1);
    assertThat(retried.messages().getFirst().reason()).isEqualTo("status 500");
    assertThat(retried.messages().getFirst().path()).isEqualTo("/notify/reload-failed");
    assertThat(gateway.routing().snapshot().table().notifies().toString())
        .doesNotContain("t0ken", "whsec_");
  }
}
