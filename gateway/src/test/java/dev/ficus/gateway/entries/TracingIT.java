package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** Requests as spans, and what upstreams are told of them. */
@ParameterizedClass(name = "{0}")
@EnumSource(Entry.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracingIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final AttributeKey<String> SIDE = AttributeKey.stringKey("ficus.side");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  @Parameter private Entry entryUnderTest;
  @TempDir private static Path directory;
  private InMemorySpanExporter spans;
  private RawUpstream collector;
  private RawUpstream legacy;
  private RawUpstream target;
  private TestGateway gateway;
  private Path home;

  @BeforeParameterizedClassInvocation
  void start(Entry kind) throws Exception {
    home = directory.resolve(kind.name());
    spans = InMemorySpanExporter.create();
    collector = RawUpstream.answering("");
    legacy = RawUpstream.answering("legacy");
    target =
        new RawUpstream(
            (request, socket, out) ->
                RawUpstream.send(out, request.target().equals("/fails") ? 503 : 200, "", "target"));
    gateway =
        TestGateway.start(
            kind,
            context -> context.registerBean("spans", SpanExporter.class, () -> spans),
            home,
            """
            default: monolith
            upstreams:
              monolith: { url: "%s" }
              functions: { url: "%s" }
            routes:
              - { id: live, match: "/live", target: functions, stage: live }
              - { id: fails, match: "/fails", target: functions, stage: live }
              - { id: copied, match: "/copied", target: functions, stage: shadow }
              - { id: gone, match: "/gone", stage: live, target: { respond: { status: 410 } } }
              - id: hook
                match: POST /hook
                webhook: { subscribers: [ { name: sink, legacy: none, target: functions, stage: live } ] }
            """
                .formatted(legacy.url(), target.url()),
            "management.opentelemetry.tracing.export.otlp.endpoint="
                + collector.url()
                + "/v1/traces",
            "management.tracing.sampling.probability=1.0",
            "ficus.access-log.format=json",
            "ficus.access-log.file=" + home.resolve("access.log"));
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    gateway.close();
    collector.close();
    legacy.close();
    target.close();
  }

  @BeforeEach
  void forget() {
    flush();
    spans.reset();
    legacy.requests().clear();
    target.requests().clear();
  }

  private void flush() {
    assertThat(
            gateway
                .bean(SdkTracerProvider.class)
                .forceFlush()
                .join(10, TimeUnit.SECONDS)
                .isSuccess())
        .isTrue();
  }

  /** All spans that have ended, once there are so many. */
  private List<SpanData> spans(int count) {
    return await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              flush();
              return spans.getFinishedSpanItems();
            },
            its -> its.size() == count);
  }

  private static SpanData only(List<SpanData> spans, SpanKind kind) {
    return spans.stream().filter(span -> span.getKind() == kind).findFirst().orElseThrow();
  }

  private static String traceparent(SpanData span) {
    String flags = span.getSpanContext().getTraceFlags().asHex();
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + flags;
  }

  private static List<String> told(RawUpstream upstream) {
    return upstream.requests().getLast().headers("traceparent");
  }

  @Test
  void aClientsTraceGoesOn() throws Exception {
    gateway.get(
        "/live", "traceparent", "00-" + TRACE + "-" + PARENT + "-01", "tracestate", "some=thing");
    List<SpanData> made = spans(2);
    SpanData server = only(made, SpanKind.SERVER);
    SpanData client = only(made, SpanKind.CLIENT);
    assertThat(server.getName()).isEqualTo("GET live");
    assertThat(server.getTraceId()).isEqualTo(TRACE);
    assertThat(server.getParentSpanId()).isEqualTo(PARENT);
    assertThat(server.getAttributes().get(SIDE)).isEqualTo("target");
    assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
    assertThat(client.getAttributes().get(AttributeKey.stringKey("peer.service")))
        .isEqualTo("functions");
    assertThat(client.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
        .isEqualTo(200);
    assertThat(told(target)).containsExactly(traceparent(client));
    assertThat(target.requests().getLast().headers("tracestate")).containsExactly("some=thing");
  }

  @Test
  void whatTheClientDoesNotWantSampledIsNot() throws Exception {
    gateway.get("/live", "traceparent", "00-" + TRACE + "-" + PARENT + "-00");
    assertThat(told(target)).singleElement().asString().matches("00-" + TRACE + "-[0-9a-f]{16}-00");
    gateway.get("/page");
    assertThat(spans(2)).noneMatch(span -> span.getTraceId().equals(TRACE));
  }

  @Test
  void withoutOneATraceBeginsAndTheRecordsNameIt() throws Exception {
    gateway.get("/fails");
    List<SpanData> made = spans(3);
    SpanData server = only(made, SpanKind.SERVER);
    List<SpanData> calls = made.stream().filter(s -> s.getKind() == SpanKind.CLIENT).toList();
    assertThat(calls).extracting(its -> its.getAttributes().get(SIDE)).contains("target", "legacy");
    assertThat(calls.getFirst().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(calls.getFirst().getAttributes().get(ERROR)).isEqualTo("status");
    assertThat(told(target)).containsExactly(traceparent(calls.getFirst()));
    assertThat(told(legacy)).containsExactly(traceparent(calls.getLast()));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                Files.readString(home.resolve("access.log"))
                    .contains("\"traceId\":\"" + server.getTraceId() + "\""));
    AdminClient admin = new AdminClient(gateway.managementPort(), home.resolve("data"));
    JsonNode failures =
        await()
            .atMost(Duration.ofSeconds(10))
            .until(
                () -> admin.get("/failures?route=fails").path("failures"), its -> !its.isEmpty());
    assertThat(failures.path(0).path("traceId").asString()).isEqualTo(server.getTraceId());
  }

  @Test
  void aCopyIsLinkedToTheCallForTheClient() throws Exception {
    gateway.get("/copied");
    List<SpanData> made = spans(3);
    SpanData copy =
        made.stream().filter(span -> span.getName().equals("shadow GET")).findFirst().orElseThrow();
    SpanData call =
        made.stream().filter(span -> span.getName().equals("GET")).findFirst().orElseThrow();
    assertThat(copy.getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly(call.getSpanId());
    assertThat(copy.getAttributes().get(SIDE)).isEqualTo("target");
    assertThat(told(target)).containsExactly(traceparent(copy));
    assertThat(told(legacy)).containsExactly(traceparent(call));
  }

  @Test
  void whatTheGatewayAnswersItselfHasASpanToo() throws Exception {
    gateway.get("/gone");
    assertThat(spans(1).getFirst().getName()).isEqualTo("GET gone");
  }

  @Test
  void deliveriesBelongToTheTraceOfTheirRequest() throws Exception {
    gateway.post("/hook", "{}", "traceparent", "00-" + TRACE + "-" + PARENT + "-01");
    await().atMost(Duration.ofSeconds(10)).until(() -> !target.requests().isEmpty());
    assertThat(told(target)).containsExactly(traceparent(spans(1).getFirst()));
  }

  @Test
  void theyAreSentToTheCollector() throws Exception {
    collector.requests().clear();
    gateway.get("/live");
    spans(2);
    RawUpstream.Request sent =
        await()
            .atMost(Duration.ofSeconds(10))
            .until(
                () -> collector.requests().stream().findFirst().orElse(null), its -> its != null);
    assertThat(sent.requestLine()).startsWith("POST /v1/traces ");
    assertThat(sent.header("Content-Type")).contains("application/x-protobuf");
    assertThat(new String(sent.body(), StandardCharsets.ISO_8859_1))
        .contains("GET live")
        .contains("ficus-gateway");
  }
}
