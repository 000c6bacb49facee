package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Side;
import org.jspecify.annotations.Nullable;

/** What became of one request. */
public interface CompletedExchange {

  /** In place of a failure's word where nothing failed. */
  String OK = "ok";

  RequestHead request();

  /** What the client speaks, such as {@code HTTP/1.1}. */
  String protocol();

  /** The id of the route, or null for the default upstream and for nobody. */
  @Nullable String route();

  /** The name of the upstream that was asked last, or null if the gateway answered by itself. */
  @Nullable String upstream();

  /** The side that answered at last. */
  Side side();

  /** What the client got, 499 if it did not wait for it. */
  int status();

  /** {@link #OK}, or a failure's word. */
  String outcome();

  boolean fellBack();

  /** From the request's head to the end of its answer, or until now. */
  long nanos();

  /** The trace that the gateway follows it in; null where nobody wants traces. */
  default @Nullable String traceId() {
    return null;
  }

  /** How long the answer's body was, as far as it was passed on. */
  long bodyBytes();
}
