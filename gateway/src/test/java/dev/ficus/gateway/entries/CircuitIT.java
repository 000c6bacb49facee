package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
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

/** What requests meet while an upstream fails, with the circuits in a real Redis. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CircuitIT {

  @Parameter private Entry entryUnderTest;
  @TempDir private static Path directory;
  private RawUpstream legacy;
  private RawUpstream target;
  private TestGateway gateway;
  private AdminClient admin;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    legacy = RawUpstream.answering("legacy");
    target = RawUpstream.answering("target");
    String circuit = "window: 5s, minimumCalls: 4, failureRate: 50%, openFor: 1s, probes: 2";
    gateway =
        TestGateway.start(
            kind,
            directory.resolve(kind.name()),
            """
            default: monolith
            upstreams:
              monolith: { url: "%1$s" }
              plain: { url: "%2$s", circuit: { %3$s } }
              spoken: { url: "%2$s", circuit: { %3$s, response: { status: 429, contentType: text/plain, body: "come back later" } } }
              watched: { url: "%2$s", circuit: watch }
            routes:
              - { id: alone, match: "/alone", target: plain, stage: retired }
              - { id: falls, match: "/falls", target: plain, stage: live }
              - { id: other, match: "/other", target: plain, stage: retired }
              - { id: spoken, match: "/spoken", target: spoken, stage: retired }
              - { id: watched, match: "/watched", target: watched, stage: retired }
              - { id: stays, match: "/stays", target: plain, stage: retired }
              - { id: hangs, match: "/hangs", target: plain, stage: retired, timeouts: { responseTimeout: 300ms } }
              - { id: operated, match: "/operated", target: plain, stage: retired }
            """
                .formatted(legacy.url(), target.url(), circuit));
    admin =
        new AdminClient(gateway.managementPort(), directory.resolve(kind.name()).resolve("data"));
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    gateway.close();
    legacy.close();
    target.close();
  }

  @BeforeEach
  void reset() {
    answer(200, "target");
    target.requests().clear();
    legacy.requests().clear();
  }

  private void answer(int status, String body) {
    target.script((request, socket, out) -> RawUpstream.send(out, status, "", body));
  }

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(20));
  }

  private String state(String circuit) throws Exception {
    return admin.get("/circuits/" + circuit).path("state").asString();
  }

  /** Asks until the answer has a status; the first three failures are certainly no refusals. */
  private HttpResponse<String> until(String path, int status) throws Exception {
    return within().until(() -> gateway.get(path), answer -> answer.statusCode() == status);
  }

  @Test
  void pastTheThresholdTheGatewayAnswersAndProbesUntilTheUpstreamIsBack() throws Exception {
    answer(500, "broken");
    assertThat(gateway.get("/alone").statusCode()).isEqualTo(500);
    HttpResponse<String> refused = until("/alone", 503);
    assertThat(refused.body()).contains("circuit-open").contains("\"status\":503");
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(1, 2);
    int seen = target.requests().size();
    for (int i = 0; i < 20; i++) {
      gateway.get("/alone");
    }
    assertThat(target.requests().size()).isLessThanOrEqualTo(seen + 1);
    // Another route of the same upstream has a circuit of its own.
    answer(200, "target");
    assertThat(gateway.get("/other").body()).isEqualTo("target");

    assertThat(until("/alone", 200).body()).isEqualTo("target");
    within()
        .until(
            () ->
                gateway.get("/alone").statusCode() == 200 && state("plain/alone").equals("closed"));
  }

  @Test
  void aRefusedCallFallsBack() throws Exception {
    answer(500, "broken");
    within().until(() -> gateway.get("/falls").body().equals("legacy"));
    assertThat(state("plain/falls")).isNotEqualTo("closed");
    // A write has not been sent to anybody, so it may fall back too.
    assertThat(gateway.post("/falls", "body").body()).isEqualTo("legacy");
    assertThat(legacy.requests().getLast().body()).asString().isEqualTo("body");
  }

  @Test
  void theFilesSayWhatIsAnswered() throws Exception {
    answer(500, "broken");
    HttpResponse<String> refused = until("/spoken", 429);
    assertThat(refused.body()).isEqualTo("come back later");
    assertThat(refused.headers().firstValue("Content-Type")).contains("text/plain");
  }

  @Test
  void aWatchedCircuitCountsAndNeverOpens() throws Exception {
    answer(500, "broken");
    for (int i = 0; i < 30; i++) {
      assertThat(gateway.get("/watched").statusCode()).isEqualTo(500);
    }
    within()
        .until(
            () ->
                admin.get("/circuits/watched/watched").path("window").path("failures").asInt()
                    == 30);
    assertThat(state("watched/watched")).isEqualTo("closed");
  }

  @Test
  void answersBelow500AreNoFailures() throws Exception {
    answer(404, "nothing here");
    for (int i = 0; i < 10; i++) {
      assertThat(gateway.get("/stays").statusCode()).isEqualTo(404);
    }
    within()
        .until(() -> admin.get("/circuits/plain/stays").path("window").path("calls").asInt() == 10);
    JsonNode circuit = admin.get("/circuits/plain/stays");
    assertThat(circuit.path("window").path("failures").asInt()).isZero();
    assertThat(circuit.path("state").asString()).isEqualTo("closed");
  }

  @Test
  void timeoutsAndBrokenAnswersCount() throws Exception {
    target.script((request, socket, out) -> {});
    assertThat(gateway.get("/hangs").statusCode()).isEqualTo(504);
    target.script((request, socket, out) -> socket.close());
    until("/hangs", 503);
    assertThat(state("plain/hangs")).isNotEqualTo("closed");
  }

  @Test
  void anOperatorOpensAndGivesBack() throws Exception {
    assertThat(gateway.get("/operated").body()).isEqualTo("target");
    assertThat(mode("open").status()).isEqualTo(200);
    assertThat(gateway.get("/operated").statusCode()).isEqualTo(503);
    assertThat(mode("auto").status()).isEqualTo(200);
    assertThat(gateway.get("/operated").body()).isEqualTo("target");
    JsonNode audit = admin.get("/audit?subject=plain/operated").path("events");
    assertThat(audit.size()).isEqualTo(2);
  }

  private AdminClient.Answer mode(String mode) throws Exception {
    return admin.call("PUT", "/circuits/plain/operated", "{\"mode\":\"" + mode + "\"}");
  }

  @Test
  void failedRequestsAreWrittenDownWithoutTheirQuery() throws Exception {
    answer(502, "broken");
    String trace = "0af7651916cd43dd8448eb211c80319c";
    gateway.get("/other?password=1", "traceparent", "00-" + trace + "-b7ad6b7169203331-01");
    JsonNode failed =
        within()
            .until(
                () -> admin.get("/failures?route=other").path("failures"),
                found -> found.size() == 1)
            .get(0);
    assertThat(failed.path("path").asString()).isEqualTo("/other");
    assertThat(failed.path("outcome").asString()).isEqualTo("status");
    assertThat(failed.path("status").asInt()).isEqualTo(502);
    assertThat(failed.path("traceId").asString()).isEqualTo(trace);
    assertThat(failed.path("upstream").asString()).isEqualTo("plain");
    // What the target failed and legacy took is a failure of the target as well.
    assertThat(gateway.get("/falls").body()).isEqualTo("legacy");
  }

  @Test
  void healthAndMetricsTellOfThem() throws Exception {
    mode("open");
    String metrics =
        TestGateway.send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://localhost:"
                                + gateway.managementPort()
                                + "/actuator/prometheus"))
                    .build())
            .body();
    assertThat(metrics)
        .contains("ficus_circuits_open{upstream=\"plain\"}")
        .doesNotContain("ficus_circuits_open{upstream=\"plain\"} 0.0")
        .contains("ficus_circuit_state{route=\"operated\",state=\"open\"");
    assertThat(gateway.get("/operated").statusCode()).isEqualTo(503);
    mode("auto");
  }
}
