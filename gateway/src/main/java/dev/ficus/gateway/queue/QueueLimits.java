package dev.ficus.gateway.queue;

/**
 * How much a route's queue holds before it refuses more.
 *
 * @param messages that are not done, dead letters included
 * @param bytes of messages, results and dedupe keys, with what Redis needs to keep them
 */
public record QueueLimits(long messages, long bytes) {

  public static final QueueLimits DEFAULT = new QueueLimits(1_000_000, 2L << 30);

  public QueueLimits {
    if (messages < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "capacity: " + messages + " messages, " + bytes + " bytes (expected: > 0)");
    }
  }
}
