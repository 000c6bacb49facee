package dev.ficus.gateway.tracing;

import dev.ficus.gateway.forwarding.Traces;
import dev.ficus.gateway.route.RequestHead;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a server's span of each request, under the client's own where it has sent one. */
public final class OtelTraces implements Traces {

  private static final TextMapGetter<RequestHead> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(RequestHead head) {
          return List.of(TRACEPARENT, "tracestate");
        }

        @Override
        public @Nullable String get(@Nullable RequestHead head, String name) {
          return head == null ? null : head.header(name);
        }
      };

  private final Tracer tracer;

  public OtelTraces(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public RequestTrace begin(RequestHead request, @Nullable String route) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HEADERS);
    String method = request.method();
    SpanBuilder builder =
        tracer
            .spanBuilder(route == null ? method : method + " " + route)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(SpanNames.METHOD, method);
    Span span = builder.startSpan();
    if (span.isRecording()) {
      span.setAttribute(SpanNames.PATH, request.rawPath());
      span.setAttribute(SpanNames.CLIENT, request.clientAddress());
      String host = request.host();
      if (host != null) {
        span.setAttribute(SpanNames.HOST, host);
      }
      if (route != null) {
        span.setAttribute(SpanNames.ROUTE, route);
      }
    }
    return new OtelRequestTrace(tracer, span, method);
  }
}
