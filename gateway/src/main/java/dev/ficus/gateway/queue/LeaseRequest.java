package dev.ficus.gateway.queue;

import java.time.Duration;

/**
 * What a worker asks for.
 *
 * @param most how many messages it can take up now
 * @param duration after how long of silence somebody else takes over
 */
public record LeaseRequest(
    String subscriber, String worker, int most, Duration duration, SubscriberPolicy policy) {

  public LeaseRequest {
    Names.check("subscriber", subscriber);
    Names.check("worker", worker);
    if (most < 1) {
      throw new IllegalArgumentException("most: " + most + " (expected: > 0)");
    }
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException("lease: " + duration + " (expected: > 0)");
    }
  }
}
