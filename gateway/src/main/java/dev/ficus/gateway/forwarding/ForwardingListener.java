package dev.ficus.gateway.forwarding;

import java.util.List;

/** Told of every exchange that has ended; called on event loops, so it must not block. */
public interface ForwardingListener {

  /**
   * An upstream has failed, and the other side is asked in its place; what follows is told when the
   * exchange has completed.
   *
   * @param exchange as far as it has come; its upstream is the one that failed
   */
  default void fellBack(CompletedExchange exchange, Failure failure) {}

  /** The exchange is as it ended; it may be looked at during the call only. */
  void completed(CompletedExchange exchange);

  /** A request that nobody was asked to answer, because of what it is or because nobody can. */
  default void refused(Problem why) {}

  /** One that tells several, in order. */
  static ForwardingListener all(List<ForwardingListener> listeners) {
    if (listeners.size() == 1) {
      return listeners.getFirst();
    }
    ForwardingListener[] each = listeners.toArray(ForwardingListener[]::new);
    return new ForwardingListener() {
      @Override
      public void fellBack(CompletedExchange exchange, Failure failure) {
        for (ForwardingListener listener : each) {
          listener.fellBack(exchange, failure);
        }
      }

      @Override
      public void refused(Problem why) {
        for (ForwardingListener listener : each) {
          listener.refused(why);
        }
      }

      @Override
      public void completed(CompletedExchange exchange) {
        for (ForwardingListener listener : each) {
          listener.completed(exchange);
        }
      }
    };
  }
}
