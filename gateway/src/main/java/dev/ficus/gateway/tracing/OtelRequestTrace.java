package dev.ficus.gateway.tracing;

import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.Traces.CopyTrace;
import dev.ficus.gateway.forwarding.Traces.RequestTrace;
import dev.ficus.gateway.route.Side;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one request. One that is not sampled has no spans but the first, which carries the
 * ids; upstreams are told them with the flag that says so. One thread at a time uses it.
 */
final class OtelRequestTrace implements RequestTrace {

  private static final int SERVER_ERROR = 500;

  private final Tracer tracer;
  private final Span server;
  private final String method;

  /** The call that asks a side, as it goes on or went; the server's span before there is one. */
  private Span call;

  private boolean calling;

  OtelRequestTrace(Tracer tracer, Span server, String method) {
    this.tracer = tracer;
    this.server = server;
    this.method = method;
    call = server;
  }

  @Override
  public String traceId() {
    return server.getSpanContext().getTraceId();
  }

  @Override
  public void asks(Side side, String upstream) {
    endCall();
    if (server.isRecording()) {
      call = client(method, side, upstream).startSpan();
      calling = true;
    }
  }

  private SpanBuilder client(String name, Side side, String upstream) {
    return tracer
        .spanBuilder(name)
        .setParent(Context.root().with(server))
        .setSpanKind(SpanKind.CLIENT)
        .setAttribute(SpanNames.METHOD, method)
        .setAttribute(SpanNames.PEER, upstream)
        .setAttribute(SpanNames.SIDE, side.word());
  }

  @Override
  public String traceparent() {
    return traceparent(call);
  }

  /** As W3C Trace Context, section 3.2, writes it. */
  private static String traceparent(Span span) {
    SpanContext its = span.getSpanContext();
    return "00-" + its.getTraceId() + "-" + its.getSpanId() + "-" + its.getTraceFlags().asHex();
  }

  @Override
  public void answered(int status) {
    if (calling) {
      answered(call, status);
    }
  }

  private static void answered(Span span, int status) {
    span.setAttribute(SpanNames.STATUS, (long) status);
    if (status >= 400) {
      span.setAttribute(SpanNames.ERROR, Integer.toString(status));
      span.setStatus(StatusCode.ERROR);
    }
  }

  @Override
  public void failed(String how) {
    if (calling) {
      failed(call, how);
      endCall();
    }
  }

  private static void failed(Span span, String how) {
    span.setAttribute(SpanNames.ERROR, how);
    span.setStatus(StatusCode.ERROR, how);
  }

  private void endCall() {
    if (calling) {
      calling = false;
      call.end();
    }
  }

  @Override
  public CopyTrace copies(Side side, String upstream, boolean noise) {
    if (!call.getSpanContext().isSampled()) {
      return new Copy(Span.wrap(call.getSpanContext()));
    }
    String what = noise ? "noise" : "shadow";
    return new Copy(
        client(what + " " + method, side, upstream)
            .addLink(call.getSpanContext())
            .setAttribute(SpanNames.COPY, what)
            .startSpan());
  }

  @Override
  public void ended(CompletedExchange exchange) {
    endCall();
    if (!server.isRecording()) {
      return;
    }
    int status = exchange.status();
    String outcome = exchange.outcome();
    server.setAttribute(SpanNames.SIDE, exchange.side().word());
    server.setAttribute(SpanNames.OUTCOME, outcome);
    server.setAttribute(SpanNames.FELL_BACK, exchange.fellBack());
    if (status > 0) {
      server.setAttribute(SpanNames.STATUS, (long) status);
    }
    if (!outcome.equals(CompletedExchange.OK)) {
      failed(server, outcome);
    } else if (status >= SERVER_ERROR) {
      failed(server, Integer.toString(status));
    }
    server.end();
  }

  private record Copy(Span span) implements CopyTrace {

    @Override
    public String traceparent() {
      return OtelRequestTrace.traceparent(span);
    }

    @Override
    public void answered(int status) {
      OtelRequestTrace.answered(span, status);
    }

    @Override
    public void ended(@Nullable String failure) {
      if (failure != null) {
        OtelRequestTrace.failed(span, failure);
      }
      span.end();
    }
  }
}
