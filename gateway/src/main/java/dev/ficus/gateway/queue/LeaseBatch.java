package dev.ficus.gateway.queue;

import java.time.Duration;
import java.util.List;

/**
 * What a worker got.
 *
 * @param pause how long it is of no use to ask again, unless something arrives
 * @param crowded whether the fleet's concurrency is used up, so that it is worth asking again when
 *     a delivery ends
 */
public record LeaseBatch(
    Reading reading, List<LeasedMessage> messages, Duration pause, boolean crowded) {

  /** Whether the subscriber is being served. */
  public enum Reading {
    OPEN,
    PAUSED,
    /** No longer in the file; its backlog is kept. */
    DETACHED,
    /** The store knows no such subscriber. */
    UNKNOWN
  }

  public LeaseBatch {
    messages = List.copyOf(messages);
  }
}
