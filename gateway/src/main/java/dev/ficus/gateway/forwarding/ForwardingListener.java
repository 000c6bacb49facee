package dev.ficus.gateway.forwarding;

import java.util.List;

/** Told of every exchange that has ended; called on event loops, so it must not block. */
public interface ForwardingListener {

  /** The exchange is as it ended; it may be looked at during the call only. */
  void completed(CompletedExchange exchange);

  /** One that tells several, in order. */
  static ForwardingListener all(List<ForwardingListener> listeners) {
    if (listeners.size() == 1) {
      return listeners.getFirst();
    }
    ForwardingListener[] each = listeners.toArray(ForwardingListener[]::new);
    return exchange -> {
      for (ForwardingListener listener : each) {
        listener.completed(exchange);
      }
    };
  }
}
