package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.route.Side;
import org.jspecify.annotations.Nullable;

/** Told of every request that has ended; called on event loops, so it must not block. */
public interface ForwardingListener {

  /**
   * @param route the route's id, or null for the default upstream and for nobody
   * @param side which side answered at last
   * @param outcome {@code ok}, or a failure's word
   */
  void completed(
      @Nullable String route, Side side, int status, String outcome, boolean fellBack, long nanos);
}
