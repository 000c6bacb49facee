package dev.ficus.gateway.delivery;

import dev.ficus.gateway.queue.DeliveryVerdict;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.Rate;
import dev.ficus.gateway.queue.RetrySchedule;
import dev.ficus.gateway.queue.StoredAnswer;
import dev.ficus.gateway.queue.SubscriberPolicy;
import dev.ficus.gateway.route.QueueSpec;
import dev.ficus.gateway.route.SubscriberSpec;
import dev.ficus.gateway.route.SubscriberSpec.RetrySpec;
import dev.ficus.gateway.route.Weight;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the files say about handling one consumer's messages. */
sealed interface Handling {

  /**
   * Notices: few, and tried for about an hour, since who is called at night reads them soon or not
   * at all.
   */
  Handling NOTICES =
      new OfSubscriber(
          new SubscriberPolicy(
              null,
              4,
              new RetrySchedule(10, Duration.ofSeconds(5), 3, Duration.ofMinutes(15), 0.2),
              Set.of(),
              Duration.ofSeconds(15),
              SubscriberPolicy.DEFAULT_LAPSES));

  SubscriberPolicy policy();

  /** How much of an answer is read, in bytes. */
  long maxAnswer();

  /** What an answer means. */
  DeliveryVerdict judge(Courier.Received answer, @Nullable Duration retryAfter, String side);

  /** A subscriber of a webhook. */
  record OfSubscriber(SubscriberPolicy policy) implements Handling {

    private static final long ENOUGH = 64 * 1024;

    static OfSubscriber of(SubscriberSpec spec) {
      SubscriberSpec.RateSpec rate = spec.rate();
      return new OfSubscriber(
          new SubscriberPolicy(
              rate == null ? null : new Rate(rate.count(), rate.per()),
              spec.concurrency(),
              schedule(spec.retry()),
              spec.retry().never(),
              spec.timeout(),
              SubscriberPolicy.DEFAULT_LAPSES));
    }

    private static RetrySchedule schedule(RetrySpec spec) {
      RetrySchedule usual = RetrySchedule.DEFAULT;
      Weight jitter = spec.jitter();
      Duration first = Objects.requireNonNullElse(spec.first(), usual.first());
      Duration max = Objects.requireNonNullElse(spec.max(), usual.max());
      return new RetrySchedule(
          Objects.requireNonNullElse(spec.attempts(), usual.attempts()),
          first,
          spec.factor() == null ? usual.factor() : spec.factor().doubleValue(),
          max.compareTo(first) < 0 ? first : max,
          jitter == null ? usual.jitter() : jitter.basisPoints() / 10_000.0);
    }

    @Override
    public long maxAnswer() {
      return ENOUGH;
    }

    @Override
    public DeliveryVerdict judge(
        Courier.Received answer, @Nullable Duration retryAfter, String side) {
      return policy.judge(answer.status(), retryAfter, side);
    }
  }

  /** The function that works on stored requests. */
  record OfStore(SubscriberPolicy policy, long maxAnswer) implements Handling {

    private static final RetrySchedule SCHEDULE =
        new RetrySchedule(3, Duration.ofSeconds(1), 5, Duration.ofMinutes(1), 0.2);

    static OfStore of(QueueSpec.Store spec) {
      RetrySchedule schedule =
          new RetrySchedule(
              spec.attempts(),
              SCHEDULE.first(),
              SCHEDULE.factor(),
              SCHEDULE.max(),
              SCHEDULE.jitter());
      return new OfStore(
          new SubscriberPolicy(
              null,
              spec.concurrency(),
              schedule,
              Set.of(),
              spec.timeout(),
              SubscriberPolicy.DEFAULT_LAPSES),
          spec.maxResult());
    }

    @Override
    public DeliveryVerdict judge(
        Courier.Received answer, @Nullable Duration retryAfter, String side) {
      List<Header> headers = answer.headers();
      return policy.judge(
          new StoredAnswer(answer.status(), headers, answer.body()), retryAfter, side);
    }
  }
}
