package dev.ficus.gateway.queue;

import java.time.Duration;

/**
 * How often something may be done, such as 50/s.
 *
 * @param count how often, > 0
 * @param per in how long a time, > 0
 */
public record Rate(int count, Duration per) {

  public Rate {
    if (count < 1 || per.isNegative() || per.toNanos() / 1_000 < count) {
      throw new IllegalArgumentException(
          "rate: " + count + " in " + per + " (expected: > 0, at most one a microsecond)");
    }
  }

  public static Rate perSecond(int count) {
    return new Rate(count, Duration.ofSeconds(1));
  }

  /** From one to the next. */
  public Duration interval() {
    return per.dividedBy(count);
  }
}
