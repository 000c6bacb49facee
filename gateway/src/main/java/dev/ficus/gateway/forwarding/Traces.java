package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Side;
import org.jspecify.annotations.Nullable;

/**
 * Follows requests for those who watch from outside, by the names of W3C Trace Context. Entries
 * have one only where somebody wants traces; called on event loops, so nothing of it may block.
 */
public interface Traces {

  /** The header that tells an upstream which trace and span it is asked in. */
  String TRACEPARENT = "traceparent";

  /**
   * A request begins; a trace that its client has begun goes on.
   *
   * @param route its id, or null for the default upstream
   */
  RequestTrace begin(RequestHead request, @Nullable String route);

  /** One request: the call that asks a side, another one if that fails, and copies. */
  interface RequestTrace {

    /** 32 hexadecimal digits. */
    String traceId();

    /** A side is going to be asked. */
    void asks(Side side, String upstream);

    /** What the side that is asked is told by {@link #TRACEPARENT}. */
    String traceparent();

    /** The head of that side's answer is here. */
    void answered(int status);

    /** That side has failed, by a failure's word. */
    void failed(String how);

    /**
     * A copy goes to a side; linked to the call that asks for the client.
     *
     * @param noise whether it is the same side once more
     */
    CopyTrace copies(Side side, String upstream, boolean noise);

    /** The exchange is as it ended. */
    void ended(CompletedExchange exchange);
  }

  /** A copy of a request. */
  interface CopyTrace {

    /** What the upstream is told by {@link #TRACEPARENT}. */
    String traceparent();

    /** The head of the answer is here. */
    void answered(int status);

    /**
     * Nothing more will happen.
     *
     * @param failure its word, or null
     */
    void ended(@Nullable String failure);
  }
}
