package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.circuit.Admission;
import dev.ficus.gateway.forwarding.Asking;
import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.ForwardingTable;
import dev.ficus.gateway.forwarding.GuardedCall;
import dev.ficus.gateway.forwarding.Outcome;
import dev.ficus.gateway.forwarding.Progress;
import dev.ficus.gateway.forwarding.Traces.CopyTrace;
import dev.ficus.gateway.forwarding.Traces.RequestTrace;
import dev.ficus.gateway.http1.Fault;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.parity.Observation;
import dev.ficus.gateway.parity.ObservedCall;
import dev.ficus.gateway.route.FallbackSpec;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.TimeoutsSpec;
import dev.ficus.gateway.route.Upstream;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;

/** Everything that is known about one request while it is forwarded. */
final class ForwardedRequest implements CompletedExchange {

  private static final int CLIENT_GONE_STATUS = 499;

  final ExchangeHead head;
  final Asking asking;
  final @Nullable ActiveRoute route;
  final @Nullable RouteMatch match;
  final long startedAt = System.nanoTime();
  final boolean safe;
  final boolean hasBody;

  /** The side that is being asked. */
  Side side;

  /** When that side's upstream was first asked. */
  long askedAt;

  /** How far the exchange with that upstream has come. */
  volatile Progress progress = Progress.NOTHING_SENT;

  /** Whether its connection had served an earlier request. */
  volatile boolean kept;

  /** Whether the client's body has been read. */
  volatile boolean bodyRead;

  boolean retried;
  boolean fellBack;

  /** Whether a failing status of the side that is being asked sends the request to the other. */
  boolean mayFallBack;

  /** What filters were given; null if there are none, and the request goes on as it came. */
  @Nullable URI uriBeforeFilters;

  /** The connection whose answer has begun and not ended. */
  volatile @Nullable Connection connection;

  /** The call of that upstream as its circuit sees it. */
  volatile @Nullable GuardedCall call;

  /** What its open circuit has said. */
  volatile Admission.@Nullable Refuse refusal;

  /** What went wrong in the end, if anything. */
  volatile @Nullable Failure failure;

  /** What is observed of the route; null if nothing is. */
  @Nullable Observation observation;

  /** The call of the side that is being asked, as the route's evidence counts it. */
  volatile @Nullable ObservedCall observed;

  /** Null where nobody wants traces, and for a copy. */
  @Nullable RequestTrace trace;

  /** The same of a copy. */
  @Nullable CopyTrace copyTrace;

  /** The key that a copy of a write has instead of the client's; null for all else. */
  @Nullable String ownIdempotencyKey;

  /** The upstream that is being asked. */
  @Nullable Upstream upstream;

  private final LongAdder bodyBytes = new LongAdder();

  private int status;
  private String outcome = OK;
  private long endedAt;

  ForwardedRequest(
      ExchangeHead head,
      Asking asking,
      @Nullable ActiveRoute route,
      @Nullable RouteMatch match,
      Side side,
      boolean hasBody) {
    this.head = head;
    this.asking = asking;
    this.route = route;
    this.match = match;
    this.side = side;
    this.hasBody = hasBody;
    safe =
        route == null ? Route.isSafeByItself(head.method()) : route.isSafe(head.method());
  }

  FallbackSpec fallback() {
    return route == null ? FallbackSpec.DEFAULT : route.route().fallback();
  }

  Outcome outcomeOf(Failure failed) {
    return ForwardingTable.of(failed, progress, safe, kept);
  }

  boolean bodyLost() {
    return hasBody && bodyRead;
  }

  /** Begins anew with another side. */
  void turnTo(Side other) {
    side = other;
    progress = Progress.NOTHING_SENT;
    kept = false;
    retried = false;
    uriBeforeFilters = null;
    mayFallBack = false;
    call = null;
    refusal = null;
  }

  boolean isProbe() {
    GuardedCall its = call;
    return its != null && its.isProbe();
  }

  /**
   * To be called as the last thing before anything is sent.
   *
   * @return null unless the circuit forbids it
   */
  @Nullable UpstreamFailure start() {
    GuardedCall its = call;
    Admission.Refuse refused = its == null ? null : its.start(System.nanoTime());
    if (refused == null) {
      return null;
    }
    refusal = refused;
    return new UpstreamFailure(Failure.CIRCUIT_OPEN, null);
  }

  /** The head of the answer is here. */
  void answered(int with, boolean endless, @Nullable String build) {
    if (trace != null) {
      trace.answered(with);
    } else if (copyTrace != null) {
      copyTrace.answered(with);
    }
    ObservedCall watched = observed;
    if (watched != null) {
      watched.answered(with, endless, build, System.nanoTime() - askedAt);
    }
    GuardedCall its = call;
    if (its != null) {
      its.answered(with, endless, System.nanoTime());
    }
  }

  /** The upstream that is being asked has failed. */
  void callFailed(Failure failed) {
    if (trace != null) {
      trace.failed(failed.word());
    }
    GuardedCall its = call;
    if (its != null) {
      if (failed == Failure.STATUS) {
        // Unless it is a server's error, it is no fault but in the eyes of this route.
        its.completed();
      }
      its.failed(outcomeOf(failed), System.nanoTime());
    }
  }

  /** The side that is asked has failed as far as the route's evidence goes. */
  void fails() {
    ObservedCall its = observed;
    if (its != null) {
      its.failed();
    }
  }

  /** The answer is whole, or as much of it as is wanted. */
  void observedEnd() {
    observeEnd(null);
  }

  private void observeEnd(@Nullable Failure failed) {
    ObservedCall its = observed;
    if (its != null) {
      if (failed != null && outcomeOf(failed).countsAgainstUpstream()) {
        its.failed();
      } else {
        its.ended();
      }
    }
  }

  /** What the upstream is told of the trace; null if the client's word goes on as it came. */
  @Nullable String traceparent() {
    return trace != null ? trace.traceparent() : copyTrace != null ? copyTrace.traceparent() : null;
  }

  /** How the target wants path and query; null for legacy, and where they stay as they came. */
  @Nullable Rewrite rewrite() {
    return rewrite(side);
  }

  private @Nullable Rewrite rewrite(Side its) {
    return its == Side.TARGET && route != null ? route.route().rewrite() : null;
  }

  /**
   * Path and query for the side that is asked, byte for byte as sent where nothing changes them.
   */
  String target() {
    return target(side);
  }

  /** The same for either side. */
  String target(Side its) {
    Rewrite rewrite = rewrite(its);
    if (rewrite != null && match != null) {
      return rewrite.target(match, head);
    }
    String query = head.rawQuery();
    return query == null ? head.rawPath() : head.rawPath() + "?" + query;
  }

  Timeouts timeouts(Upstream upstream) {
    if (route == null || route.route().timeouts().equals(TimeoutsSpec.UNSAID)) {
      return upstream.timeouts();
    }
    return upstream.timeouts().with(route.route().timeouts());
  }

  /** A piece of the answer's body has been passed on. */
  void passed(int bytes) {
    bodyBytes.add(bytes);
  }

  /**
   * Ends the exchange.
   *
   * @param answered the status of the response, or 0 if there is none
   */
  void end(int answered, boolean inError) {
    Failure its = failure;
    endedAt = System.nanoTime();
    status = its == Failure.CLIENT_GONE ? CLIENT_GONE_STATUS : answered;
    Fault fault = head.fault;
    outcome = fault != null ? fault.word() : its != null ? its.word() : inError ? "error" : OK;
    observeEnd(fault == null ? its : null);
    GuardedCall call = this.call;
    if (call != null) {
      if (fault != null) {
        call.abandoned();
      } else if (its != null) {
        call.failed(outcomeOf(its), endedAt);
      } else if (inError) {
        call.abandoned();
      } else {
        call.completed();
      }
    }
  }

  @Override
  public RequestHead request() {
    return head;
  }

  @Override
  public String protocol() {
    return head.protocol();
  }

  @Override
  public @Nullable String route() {
    return route == null ? null : route.route().id();
  }

  @Override
  public @Nullable String upstream() {
    Upstream asked = upstream;
    return asked == null ? null : asked.name();
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
  public @Nullable String traceId() {
    return trace == null ? null : trace.traceId();
  }

  @Override
  public long nanos() {
    return (endedAt == 0 ? System.nanoTime() : endedAt) - startedAt;
  }

  @Override
  public long bodyBytes() {
    return bodyBytes.sum();
  }

  /** Ends an answer that nobody will read to its end. */
  void dropConnection() {
    Connection begun = connection;
    connection = null;
    if (begun != null) {
      begun.dispose();
    }
  }
}
