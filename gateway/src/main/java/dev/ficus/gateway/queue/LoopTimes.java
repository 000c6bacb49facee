package dev.ficus.gateway.queue;

import java.time.Duration;

/**
 * The times that a loop keeps.
 *
 * @param lease after how long of silence another worker takes over; it is renewed three times as
 *     often
 * @param poll the longest wait before it asks for work again, for what no notice has told
 * @param grace how long closing waits for the deliveries that are under way
 */
public record LoopTimes(Duration lease, Duration poll, Duration grace) {

  public static final LoopTimes DEFAULT =
      new LoopTimes(Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(20));

  public LoopTimes {
    if (lease.toMillis() < 30) {
      throw new IllegalArgumentException("lease: " + lease + " (expected: >= 30 ms)");
    }
    if (poll.toMillis() < 1) {
      throw new IllegalArgumentException("poll: " + poll + " (expected: > 0)");
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace: " + grace + " (expected: >= 0)");
    }
  }

  Duration renewal() {
    return lease.dividedBy(3);
  }
}
