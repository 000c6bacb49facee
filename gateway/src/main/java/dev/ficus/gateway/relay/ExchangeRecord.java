package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.Traces.RequestTrace;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Side;
import org.jspecify.annotations.Nullable;

/** What becomes of an exchange, as far as it is known. */
final class ExchangeRecord implements CompletedExchange {

  private final RequestHead request;
  private final boolean http11;
  private final @Nullable String route;
  private final long startedAt = System.nanoTime();
  private @Nullable String upstream;
  private Side side;
  private int status;
  private String outcome = OK;
  private boolean fellBack;
  private long bodyBytes;
  private @Nullable RequestTrace trace;
  private long endedAt;

  ExchangeRecord(RequestHead request, boolean http11, @Nullable String route, Side side) {
    this.request = request;
    this.http11 = http11;
    this.route = route;
    this.side = side;
  }

  void follows(RequestTrace its) {
    trace = its;
  }

  long startedAt() {
    return startedAt;
  }

  void asks(Side its, @Nullable String name) {
    fellBack |= its != side;
    side = its;
    upstream = name;
  }

  void answers(int with) {
    status = with;
  }

  void end(String how, long bytes) {
    outcome = how;
    bodyBytes = bytes;
    endedAt = System.nanoTime();
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
