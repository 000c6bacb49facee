package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.Traces;
import dev.ficus.gateway.forwarding.Traces.RequestTrace;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Side;
import org.jspecify.annotations.Nullable;

/** What becomes of an exchange, as far as it is known; its trace is told as well. */
final class ExchangeRecord implements CompletedExchange {

  private final RequestHead request;
  private final boolean http11;
  private final @Nullable String route;
  private final @Nullable RequestTrace trace;
  private final long startedAt = System.nanoTime();
  private @Nullable String upstream;
  private Side side;
  private int status;
  private String outcome = OK;
  private boolean fellBack;
  private long bodyBytes;
  private long endedAt;

  /**
   * @param http11 whether the client speaks it
   * @param route its id, or null for the default upstream
   * @param side that is asked first
   */
  ExchangeRecord(Peer peer, boolean http11, @Nullable String route, Side side) {
    request = peer.head();
    this.http11 = http11;
    this.route = route;
    this.side = side;
    Traces traces = peer.relay().traces();
    trace = traces == null ? null : traces.begin(request, route);
  }

  /** Null if nobody wants one. */
  @Nullable RequestTrace trace() {
    return trace;
  }

  /** What the side that is asked is told of the trace; null if there is none. */
  @Nullable String traceparent() {
    return trace == null ? null : trace.traceparent();
  }

  long startedAt() {
    return startedAt;
  }

  /** A side is going to be asked. */
  void asks(Side its, String name) {
    fellBack |= its != side;
    side = its;
    upstream = name;
    if (trace != null) {
      trace.asks(its, name);
    }
  }

  /** The side that is asked has answered so. */
  void answered(int with) {
    if (trace != null) {
      trace.answered(with);
    }
  }

  /** The side that is asked has failed. */
  void failed(Failure failure) {
    if (trace != null) {
      trace.failed(failure.word());
    }
  }

  /** The client is answered so. */
  void answers(int with) {
    status = with;
  }

  void end(String how, long bytes) {
    outcome = how;
    bodyBytes = bytes;
    endedAt = System.nanoTime();
    if (trace != null) {
      trace.ended(this);
    }
  }

  @Override
  public RequestHead request() {
    return request;
  }

  @Override
  public String protocol() {
    return http11 ? "HTTP/1.1" : "HTTP/1.0";
  }

  @Override
  public @Nullable String route() {
    return route;
  }

  @Override
  public @Nullable String upstream() {
    return upstream;
  }

  @Override
  public Side side() {
    return side;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String outcome() {
    return outcome;
  }

  @Override
  public boolean fellBack() {
    return fellBack;
  }

  @Override
  public long nanos() {
    return (endedAt == 0 ? System.nanoTime() : endedAt) - startedAt;
  }

  @Override
  public @Nullable String traceId() {
    return trace == null ? null : trace.traceId();
  }

  @Override
  public long bodyBytes() {
    return bodyBytes;
  }
}
