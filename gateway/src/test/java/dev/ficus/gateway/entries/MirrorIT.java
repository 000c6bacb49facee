package dev.ficus.gateway.entries;

import static dev.ficus.gateway.entries.RecordingUpstream.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.migration.CutoverOutcome;
import dev.ficus.gateway.migration.GateReport;
import dev.ficus.gateway.migration.Gatekeeper;
import dev.ficus.gateway.parity.DifferenceSample;
import dev.ficus.gateway.parity.Evidence;
import dev.ficus.gateway.parity.EvidenceGates;
import dev.ficus.gateway.parity.Proportion;
import dev.ficus.gateway.testing.BadUpstream;
import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;

/** Copies of requests: who gets them, what is compared, what clients notice. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MirrorIT {

  private static final String ORDER = "{\"id\":1,\"total\":10.0,\"items\":[1,2]}";

  @Parameter private Entry entryUnderTest;
  @TempDir private static Path directory;
  private RecordingUpstream legacy;
  private RecordingUpstream target;
  private RawUpstream bad;
  private TestGateway gateway;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws IOException {
    legacy = new RecordingUpstream(ORDER);
    target = new RecordingUpstream(ORDER);
    bad = BadUpstream.start(ORDER);
    gateway =
        TestGateway.start(
            kind,
            directory.resolve(kind.name()),
            """
            default: m
            upstreams:
              m: { url: "%s" }
              t: { url: "%s", data: separate, responseTimeout: 1s }
              u: { url: "%s", circuit: off }
              bad: { url: "%s", responseTimeout: 1s }
            defaults: { target: t }
            routes:
              - id: order
                match: GET /orders/{id}
                stage: shadow
                rewrite: { path: "/v2/{id}" }
                shadow: { noise: { sample: 100%%, maxRate: off }, redact: [ /secret ] }
                gates: { mismatchRate: 10%% }
              - { id: place, match: POST /orders, stage: shadow, shadow: { writes: true } }
              - { id: report, match: POST /report, stage: shadow, safe: true, shadow: { maxBody: 1KiB } }
              - { id: plain, match: POST /plain, stage: shadow }
              - { id: live, match: GET /live, stage: live, shadow: on }
              - { id: bad, match: "/bad/{how}", target: bad, stage: shadow }
              - id: gone
                match: GET /gone/{id}
                stage: live
                fallback: { mode: safe, alsoOn: [404] }
                gates: { errorRateIncrease: 1pp }
              - { id: broken, match: POST /broken, stage: live, gates: { errorRateIncrease: 1pp } }
              - { id: pay, match: POST /pay, target: u, gates: { errorRateIncrease: 1pp } }
              - { id: streams, match: "/streams/{kind}", stage: shadow, shadow: { maxConcurrent: 1 } }
              - id: filtered
                match: /filtered/**
                stage: shadow
                filters:
                  - { name: StripPrefix, args: { parts: 1 }, on: both }
                  - { name: AddRequestParameter, args: { name: by, value: legacy }, on: legacy }
                  - { name: AddResponseHeader, args: { name: X-Seen, value: target } }
                shadow: { writes: true, noise: { sample: 100%%, maxRate: off }, compare: { headers: [ X-Seen ] } }
            """
                .formatted(legacy.url(), target.url(), target.url(), bad.url()),
            "server.http2.enabled=true");
  }

  @BeforeEach
  void forget() {
    assertThat(gateway.set("order", "shadow")).isInstanceOf(CutoverOutcome.Done.class);
    for (String route :
        List.of(
            "order", "place", "report", "plain", "live", "bad", "gone", "broken", "pay", "streams",
            "filtered")) {
      gateway.bean(EvidenceGates.class).reset(route);
    }
    legacy.answer = json(ORDER);
    target.answer = json(ORDER);
    legacy.seen.clear();
    target.seen.clear();
  }

  @AfterParameterizedClassInvocation
  void stop() throws IOException {
    gateway.close();
    bad.close();
    legacy.close();
    target.close();
  }

  private Evidence evidence(String route) {
    return gateway.bean(EvidenceGates.class).evidence(route);
  }

  private Evidence compared(String route, long atLeast) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> evidence(route), its -> its.compared() >= atLeast);
  }

  private void ask(int times) throws IOException, InterruptedException {
    for (int i = 0; i < times; i++) {
      HttpResponse<String> response = gateway.get("/orders/" + i + "?q=1");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).contains("\"id\":1");
    }
  }

  private void askAndAwaitCopies(int times) throws IOException, InterruptedException {
    int before = target.seen.size();
    ask(times);
    await().until(() -> target.seen.size() == before + times);
  }

  @Test
  void sidesThatAnswerAlikeProveIt() throws Exception {
    target.answer = json("{\"items\":[1,2],\"id\":1.0,\"total\":10}");
    ask(100);
    Evidence evidence = compared("order", 100);
    assertThat(evidence.compared()).isEqualTo(100);
    assertThat(evidence.mismatches().hits()).isZero();
    assertThat(evidence.noise().compared()).isEqualTo(100);
    assertThat(evidence.legacy().calls()).isEqualTo(100);
    assertThat(evidence.target().calls()).isEqualTo(100);
    assertThat(target.seen).hasSize(100).contains("GET /v2/7?q=1 true - ");
    // Each went twice, so that legacy's noise is known; only the copies are marked.
    assertThat(legacy.seen).hasSize(200);
    assertThat(legacy.seen.stream().filter(line -> line.contains(" true "))).hasSize(100);
    assertThat(gates()).extracting(GateReport::verdict).containsOnly(GateReport.Verdict.PASS);
    assertThat(gateway.set("order", "canary 10%")).isInstanceOf(CutoverOutcome.Done.class);
    assertThat(evidence("order").compared()).isZero();
  }

  private List<GateReport> gates() {
    return gateway
        .bean(EvidenceGates.class)
        .look(gateway.routing().snapshot().active("order"), Gatekeeper.ONCE);
  }

  @Test
  void aDifferenceIsFoundAtItsPathAndHoldsTheCutover() throws Exception {
    target.answer = json("{\"id\":1,\"total\":11.0,\"items\":[1,2],\"secret\":\"s3cret\"}");
    ask(100);
    Evidence evidence = compared("order", 100);
    assertThat(evidence.mismatches()).isEqualTo(evidence.rawMismatches());
    assertThat(evidence.byPath()).containsOnlyKeys("/total", "/secret");
    assertThat(gates()).extracting(GateReport::verdict).containsOnly(GateReport.Verdict.FAIL);
    assertThat(gates().getFirst().message()).contains("100 mismatches in 100", "/total ×100");
    assertThat(gateway.set("order", "canary 10%")).isInstanceOf(CutoverOutcome.Refused.class);
    List<DifferenceSample> samples =
        await()
            .until(
                () -> gateway.bean(EvidenceGates.class).samples("order"), its -> its.size() >= 2);
    assertThat(samples.toString())
        .doesNotContain("s3cret")
        .contains("[redacted]", "GET /orders/", "curl -i -H 'Host: localhost", "/v2/");
  }

  /** Copies read long answers in turns with clients, and none the less to the end. */
  @Test
  void longAnswersAreComparedToTheirEnds() throws Exception {
    String until = "{\"id\":1,\"note\":\"" + "x".repeat(200_000) + "\",\"end\":";
    legacy.answer = json(until + "1}");
    target.answer = json(until + "2}");
    ask(5);
    Evidence evidence = compared("order", 5);
    assertThat(evidence.byPath()).containsExactly(Map.entry("/end", 5L));
    assertThat(evidence.noise().compared()).isEqualTo(5);
    assertThat(evidence.dropped()).isEmpty();
  }

  @Test
  void whatLegacyItselfCannotKeepIsNoise() throws Exception {
    bothTellTheTime();
    ask(100);
    Evidence evidence = compared("order", 100);
    assertThat(evidence.rawMismatches().hits()).isEqualTo(100);
    assertThat(evidence.mismatches().hits()).isZero();
    assertThat(evidence.noisyPaths()).containsExactly("/at");
  }

  /** No two answers are alike, of the same side or not. */
  private void bothTellTheTime() {
    AtomicInteger time = new AtomicInteger();
    BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> noisy =
        (request, response) ->
            json("{\"id\":1,\"at\":" + time.incrementAndGet() + "}").apply(request, response);
    legacy.answer = noisy;
    target.answer = noisy;
  }

  /** It is learned in every stage, and a cutover changes nothing about it. */
  @Test
  void noiseIsKnownWhateverTheStage() throws Exception {
    bothTellTheTime();
    ask(60);
    compared("order", 60);
    assertThat(gateway.set("order", "live")).isInstanceOf(CutoverOutcome.Done.class);
    ask(60);
    Evidence live = compared("order", 60);
    assertThat(live.rawMismatches()).isEqualTo(new Proportion(60, 60));
    assertThat(live.mismatches().hits()).isZero();
    assertThat(gates()).extracting(GateReport::verdict).doesNotContain(GateReport.Verdict.FAIL);
    // By two copies of the same request.
    await().until(() -> evidence("order").noise().compared() == 120);
    assertThat(legacy.seen.stream().filter(line -> line.contains(" true "))).hasSize(60 + 2 * 60);

    gateway.bean(EvidenceGates.class).reset("order");
    ask(10);
    compared("order", 10);
    await().until(() -> evidence("order").noise().compared() == 10);
    assertThat(gates()).extracting(GateReport::message).asString().contains("noise is still being");
    assertThat(gates()).extracting(GateReport::verdict).doesNotContain(GateReport.Verdict.FAIL);
  }

  /** A client that waits for the rest has not been answered, whatever the status was. */
  @Test
  void whatBreaksOffAndWhatFallsBackAreErrorsOfTheTarget() throws Exception {
    target.answer = (_, response) -> response.status(404).send();
    for (int i = 0; i < 5; i++) {
      assertThat(gateway.get("/gone/" + i).body()).isEqualTo(ORDER);
    }
    Evidence gone =
        await().until(() -> evidence("gone"), its -> its.target().calls() + its.legacy().calls() == 10);
    assertThat(gone.target().errorRate()).isEqualTo(new Proportion(5, 5));
    assertThat(gone.legacy().errors()).isZero();

    target.answer =
        (_, response) ->
            response
                .header("Content-Length", "100")
                .sendByteArray(Flux.just(new byte[10]).concatWith(Flux.error(new IOException())));
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> gateway.post("/broken", "x")).isInstanceOf(IOException.class);
    }
    Evidence broken = await().until(() -> evidence("broken"), its -> its.target().calls() == 5);
    assertThat(broken.target().errorRate()).isEqualTo(new Proportion(5, 5));
  }

  @Test
  void aTargetThatFailsWritesIsFoundOutWhenLegacyIsAskedNoMore() throws Exception {
    assertThat(gateway.set("pay", "legacy")).isInstanceOf(CutoverOutcome.Done.class);
    for (int i = 0; i < 200; i++) {
      assertThat(gateway.post("/pay", "x").statusCode()).isEqualTo(200);
    }
    await().until(() -> evidence("pay").legacyBefore().calls() == 200);
    assertThat(gateway.set("pay", "live")).isInstanceOf(CutoverOutcome.Done.class);
    AtomicInteger asked = new AtomicInteger();
    target.answer =
        (request, response) ->
            asked.incrementAndGet() % 3 == 0
                ? response.status(500).send()
                : json(ORDER).apply(request, response);
    for (int i = 0; i < 90; i++) {
      gateway.post("/pay", "x");
    }
    await().until(() -> evidence("pay").target().calls() == 90);
    assertThat(evidence("pay").legacy().calls()).isZero();
    List<GateReport> reports =
        gateway
            .bean(EvidenceGates.class)
            .look(gateway.routing().snapshot().active("pay"), Gatekeeper.ONCE);
    assertThat(reports)
        .filteredOn(report -> report.name().equals("errorRateIncrease"))
        .singleElement()
        .extracting(GateReport::verdict)
        .isEqualTo(GateReport.Verdict.FAIL);
  }

  @Test
  void whateverTheTargetDoesClientsDoNotNotice() throws Exception {
    target.answer = (_, response) -> response.send(Flux.never());
    askAndAwaitCopies(10);
    target.answer =
        (_, response) ->
            response.send(
                Flux.range(0, 4_000).map(_ -> Unpooled.wrappedBuffer(new byte[64 * 1024])));
    askAndAwaitCopies(10);
    target.answer = (_, response) -> response.withConnection(c -> c.channel().close()).send();
    askAndAwaitCopies(10);
    target.answer = (_, response) -> response.status(500).send();
    askAndAwaitCopies(10);
    // The one that never ends is given up with its time, and counts as no answer.
    Evidence evidence = compared("order", 40);
    assertThat(evidence.byPath().get("status")).isEqualTo(30);
    // Ten were more than is kept, and ten had none.
    assertThat(evidence.byPath().get("body")).isEqualTo(20);
    assertThat(evidence.dropped()).isEmpty();
    assertThat(evidence.target().errors()).isEqualTo(30);
    assertThat(evidence.legacy().errors()).isZero();
  }

  /** As many as may be under way, and then as many again: every place is free at last. */
  @Test
  void noTargetIsTooBad() throws Exception {
    List<String> ways = BadUpstream.WAYS;
    for (String way : ways) {
      for (int i = 0; i < 32; i++) {
        HttpResponse<String> response = gateway.get("/bad/" + way);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(ORDER);
      }
    }
    // What cannot be had differs, or is dropped and counted: nothing is forgotten.
    Evidence evidence =
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> evidence("bad"), its -> accounted(its) == 32L * ways.size());
    assertThat(evidence.byPath()).containsOnlyKeys("status", "body");
    assertThat(evidence.legacy().errors()).isZero();
    // The places of those that failed come back one after the other.
    long before = evidence.compared();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              assertThat(gateway.get("/bad/well").body()).isEqualTo(ORDER);
              return evidence("bad").compared() > before;
            });
    assertThat(evidence("bad").mismatches().hits()).isEqualTo(evidence.mismatches().hits());
  }

  private static long accounted(Evidence evidence) {
    return evidence.compared()
        + evidence.dropped().values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void writesAreCopiedOnlyWhereAskedForAndAfterSuccess() throws Exception {
    legacy.answer = json("{}");
    target.answer = json("{}");
    assertThat(gateway.post("/plain", "x").statusCode()).isEqualTo(200);
    assertThat(gateway.post("/orders", "{\"n\":1}", "Idempotency-Key", "k1").statusCode())
        .isEqualTo(200);
    assertThat(gateway.post("/orders", "{\"n\":1}", "Idempotency-Key", "k1").statusCode())
        .isEqualTo(200);
    compared("place", 2);
    List<String> copies = List.copyOf(target.seen);
    assertThat(copies).hasSize(2).allMatch(line -> line.startsWith("POST /orders true "));
    assertThat(copies.get(0)).isEqualTo(copies.get(1)).endsWith("{\"n\":1}").doesNotContain("k1");
    assertThat(legacy.seen).contains("POST /orders - k1 {\"n\":1}");

    legacy.answer = (_, response) -> response.status(422).send();
    assertThat(gateway.post("/orders", "{}").statusCode()).isEqualTo(422);
    await().until(() -> evidence("place").dropped().containsKey("primary-failed"));
    assertThat(target.seen).hasSize(2);
  }

  @Test
  void bodiesGoAlongUpToTheirLimit() throws Exception {
    assertThat(gateway.post("/report", "a".repeat(900)).statusCode()).isEqualTo(200);
    assertThat(gateway.post("/report", "b".repeat(1_100)).statusCode()).isEqualTo(200);
    assertThat(gateway.post("/report", "c".repeat(100_000)).statusCode()).isEqualTo(200);
    assertThat(compared("report", 1).compared()).isEqualTo(1);
    await().until(() -> evidence("report").dropped().getOrDefault("too-large", 0L) == 2);
    assertThat(target.seen).hasSize(1).allMatch(line -> line.endsWith("a".repeat(900)));
    assertThat(legacy.seen).hasSize(3);
  }

  @Test
  void aLiveRouteIsStillComparedWithLegacy() throws Exception {
    legacy.answer = json("{\"a\":1}");
    target.answer = json("{\"a\":2}");
    HttpResponse<String> response = gateway.get("/live");
    assertThat(response.body()).isEqualTo("{\"a\":2}");
    Evidence evidence = compared("live", 1);
    assertThat(evidence.byPath()).containsOnlyKeys("/a");
    DifferenceSample sample =
        await()
            .until(() -> gateway.bean(EvidenceGates.class).samples("live"), its -> !its.isEmpty())
            .getFirst();
    assertThat(sample.legacy()).isEqualTo("1");
    assertThat(sample.target()).isEqualTo("2");
  }

  @Test
  void codedAnswersAreComparedPlain() throws Exception {
    byte[] brotli = {0x0b, 0x03, (byte) 0x80, 0x7b, 0x22, 0x61, 0x22, 0x3a, 0x31, 0x7d, 0x03};
    legacy.answer = json("{\"a\":1}");
    target.answer =
        (_, response) ->
            response
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "br")
                .sendByteArray(Mono.just(brotli));
    assertThat(gateway.get("/orders/1").body()).isEqualTo("{\"a\":1}");
    Evidence evidence = compared("order", 1);
    assertThat(evidence.byPath()).isEmpty();
  }

  /** A stream has no end to compare, and may last for hours. */
  @Test
  void aStreamTakesNoPlaceFromOthers() throws Exception {
    BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> streaming =
        (request, response) ->
            request.uri().endsWith("/events")
                ? response.sse().sendString(Flux.just("data: 1\n\n").concatWith(Flux.never()))
                : json(ORDER).apply(request, response);
    legacy.answer = streaming;
    target.answer = streaming;
    HttpResponse<InputStream> events =
        TestGateway.HTTP.send(
            gateway.request("/streams/events").build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = events.body()) {
      assertThat(body.read()).isEqualTo('d');
      await().until(() -> evidence("streams").dropped().getOrDefault("stream", 0L) == 1);
      assertThat(gateway.get("/streams/order").body()).isEqualTo(ORDER);
      Evidence evidence = compared("streams", 1);
      assertThat(evidence.dropped()).containsOnlyKeys("stream");
      assertThat(evidence.byPath()).isEmpty();
    }
  }

  @Test
  void requestsByHttp2AreCopiedToo() {
    target.answer = json("{\"id\":1}");
    ConnectionProvider connections = ConnectionProvider.create("of-the-test", 1);
    String answer =
        HttpClient.create(connections)
            .protocol(HttpProtocol.H2C)
            .port(gateway.port())
            .get()
            .uri("/orders/1")
            .responseSingle((_, body) -> body.asString())
            .block(Duration.ofSeconds(10));
    connections.dispose();
    assertThat(answer).isEqualTo(ORDER);
    assertThat(compared("order", 1).byPath()).containsOnlyKeys("/items", "/total");
    assertThat(target.seen).containsExactly("GET /v2/1 true - ");
  }

  @Test
  void filtersShapeTheCopiesToo() throws Exception {
    target.answer = json("{\"id\":1}");
    assertThat(gateway.get("/filtered/orders/1").body()).isEqualTo(ORDER);
    Evidence evidence = compared("filtered", 1);
    assertThat(evidence.byPath()).containsOnlyKeys("/items", "/total", "header:x-seen");
    assertThat(evidence.noise().compared()).isEqualTo(1);
    assertThat(target.seen).containsExactly("GET /orders/1 true - ");
    assertThat(legacy.seen)
        .containsExactlyInAnyOrder(
            "GET /orders/1?by=legacy - - ", "GET /orders/1?by=legacy true - ");
    assertThat(gateway.post("/filtered/orders", "{}").statusCode()).isEqualTo(200);
    compared("filtered", 2);
    assertThat(target.seen).anyMatch(line -> line.matches("POST /orders true [^-]\\S+ \\{}"));
  }
}
