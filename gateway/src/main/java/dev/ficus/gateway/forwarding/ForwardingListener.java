package dev.ficus.gateway.forwarding;

/** Told of every exchange that has ended; called on event loops, so it must not block. */
public interface ForwardingListener {

  /** The exchange is as it ended; it may be looked at during the call only. */
  void completed(CompletedExchange exchange);
}
