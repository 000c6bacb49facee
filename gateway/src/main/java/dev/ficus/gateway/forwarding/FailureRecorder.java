package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.circuit.FailedRequest;
import dev.ficus.gateway.circuit.FailureQueue;
import dev.ficus.gateway.route.RequestHead;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hands the requests that an upstream has failed to the ledger. Those that an open circuit refused
 * are not among them: they would soon push out the ones that tell why it opened.
 */
public final class FailureRecorder implements ForwardingListener {

  private static final int SERVER_ERROR = 500;
  private static final int TRACE_ID_BEGIN = 3;
  private static final int TRACE_ID_END = 35;

  private static final Set<String> UPSTREAMS_FAULT =
      Arrays.stream(Failure.values())
          .filter(failure -> failure != Failure.CLIENT_GONE && failure != Failure.CIRCUIT_OPEN)
          .map(Failure::word)
          .collect(Collectors.toUnmodifiableSet());

  private final FailureQueue queue;
  private final String instance;

  /**
   * @param instance this gateway's name
   */
  public FailureRecorder(FailureQueue queue, String instance) {
    this.queue = queue;
    this.instance = instance;
  }

  @Override
  public void fellBack(CompletedExchange exchange, Failure failure) {
    if (UPSTREAMS_FAULT.contains(failure.word())) {
      add(exchange, failure.word(), 0);
    }
  }

  @Override
  public void completed(CompletedExchange exchange) {
    String outcome = exchange.outcome();
    if (outcome.equals(CompletedExchange.OK)) {
      if (exchange.status() >= SERVER_ERROR) {
        add(exchange, Failure.STATUS.word(), exchange.status());
      }
    } else if (UPSTREAMS_FAULT.contains(outcome)) {
      add(exchange, outcome, exchange.status());
    }
  }

  private void add(CompletedExchange exchange, String outcome, int status) {
    String upstream = exchange.upstream();
    if (upstream == null) {
      return;
    }
    RequestHead request = exchange.request();
    String traceId = exchange.traceId();
    queue.add(
        new FailedRequest(
            Instant.EPOCH,
            exchange.route(),
            upstream,
            request.method(),
            request.rawPath(),
            outcome,
            status,
            Duration.ofNanos(exchange.nanos()),
            traceId == null ? traceId(request.header(Traces.TRACEPARENT)) : traceId,
            instance));
  }

  /** Out of {@code 00-<32 hex digits>-…} (W3C Trace Context, section 3.2). */
  private static @Nullable String traceId(@Nullable String traceparent) {
    if (traceparent == null
        || traceparent.length() <= TRACE_ID_END
        || traceparent.charAt(TRACE_ID_BEGIN - 1) != '-'
        || traceparent.charAt(TRACE_ID_END) != '-') {
      return null;
    }
    return traceparent.substring(TRACE_ID_BEGIN, TRACE_ID_END);
  }
}
