package dev.ficus.gateway.queue;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a subscriber wants to be served.
 *
 * @param rate for the whole fleet, retries included; null is off
 * @param concurrency how many of the fleet's deliveries may be under way at once
 * @param never statuses after which another attempt would be of no use
 * @param timeout of one attempt
 * @param lapses a message whose lease has lapsed so often without a verdict has killed its workers,
 *     and is dead
 */
public record SubscriberPolicy(
    @Nullable Rate rate,
    int concurrency,
    RetrySchedule retry,
    Set<Integer> never,
    Duration timeout,
    int lapses) {

  public static final int DEFAULT_CONCURRENCY = 16;
  public static final int DEFAULT_LAPSES = 5;

  public static final SubscriberPolicy DEFAULT =
      new SubscriberPolicy(
          null,
          DEFAULT_CONCURRENCY,
          RetrySchedule.DEFAULT,
          Set.of(),
          Duration.ofSeconds(15),
          DEFAULT_LAPSES);

  public SubscriberPolicy {
    never = Set.copyOf(never);
    if (concurrency < 1 || concurrency > 10_000) {
      throw new IllegalArgumentException("concurrency: " + concurrency + " (expected: 1 to 10000)");
    }
    if (lapses < 1) {
      throw new IllegalArgumentException("lapses: " + lapses + " (expected: > 0)");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
    }
  }

  /**
   * What a webhook's subscriber means by its status.
   *
   * @param retryAfter its header of that name, if it could be read
   * @param side to which the attempt went
   */
  public DeliveryVerdict judge(int status, @Nullable Duration retryAfter, @Nullable String side) {
    if (status >= 200 && status < 300) {
      return DeliveryVerdict.Done.WITHOUT_ANSWER;
    }
    if (never.contains(status)) {
      return new DeliveryVerdict.Dead("status " + status + ", which is never retried", null);
    }
    return new DeliveryVerdict.Retry(retryAfter, "status " + status, null, side);
  }

  /**
   * What a storage-first function means by its answer: anything below 500 is a result, except the
   * three that ask to come again (408, 425, 429).
   */
  public DeliveryVerdict judge(
      StoredAnswer answer, @Nullable Duration retryAfter, @Nullable String side) {
    int status = answer.status();
    return switch (status) {
      case 408, 425, 429 -> new DeliveryVerdict.Retry(retryAfter, "status " + status, answer, side);
      default ->
          status < 500
              ? new DeliveryVerdict.Done(answer)
              : new DeliveryVerdict.Retry(retryAfter, "status " + status, answer, side);
    };
  }
}
