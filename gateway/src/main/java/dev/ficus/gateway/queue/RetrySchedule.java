package dev.ficus.gateway.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a delivery that failed is tried again: after {@code first}, then each time {@code factor}
 * times later, at most {@code max}, and by up to {@code jitter} of that earlier or later, so that
 * what failed together does not come back together.
 *
 * @param attempts how many in all, the first included
 * @param jitter a share of the pause, 0 to 1
 */
public record RetrySchedule(
    int attempts, Duration first, double factor, Duration max, double jitter) {

  public static final RetrySchedule DEFAULT =
      new RetrySchedule(10, Duration.ofSeconds(5), 3, Duration.ofHours(1), 0.2);

  /** A subscriber that asks for more than a day of peace is asked again after a day. */
  static final Duration LONGEST_RETRY_AFTER = Duration.ofDays(1);

  public RetrySchedule {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: > 0)");
    }
    if (first.isNegative() || max.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "first: " + first + ", max: " + max + " (expected: 0 <= first <= max)");
    }
    if (!(factor >= 1) || factor > 1_000) {
      throw new IllegalArgumentException("factor: " + factor + " (expected: 1 to 1000)");
    }
    if (!(jitter >= 0) || jitter > 1) {
      throw new IllegalArgumentException("jitter: " + jitter + " (expected: 0 to 1)");
    }
  }

  /** Whether another attempt follows the one of that number; the first is number 1. */
  public boolean hasNextAfter(int attempt) {
    return attempt < attempts;
  }

  /**
   * How long to wait after the attempt of that number.
   *
   * @param retryAfter what the subscriber asked for: never less than that, up to a day
   */
  public Duration pauseAfter(int attempt, @Nullable Duration retryAfter, RandomGenerator random) {
    double grown = (double) first.toMillis() * Math.pow(factor, Math.max(0, attempt - 1));
    double capped = Math.min(grown, (double) max.toMillis());
    double jittered = capped * (1 + jitter * (2 * random.nextDouble() - 1));
    Duration pause = Duration.ofMillis(Math.round(jittered));
    if (retryAfter == null) {
      return pause;
    }
    Duration asked =
        retryAfter.compareTo(LONGEST_RETRY_AFTER) < 0 ? retryAfter : LONGEST_RETRY_AFTER;
    return asked.compareTo(pause) > 0 ? asked : pause;
  }
}
