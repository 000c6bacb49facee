package dev.ficus.gateway.queue;

import dev.ficus.gateway.queue.DeliveryVerdict.Dead;
import dev.ficus.gateway.queue.DeliveryVerdict.Done;
import dev.ficus.gateway.queue.DeliveryVerdict.NotSent;
import dev.ficus.gateway.queue.DeliveryVerdict.Retry;
import java.util.random.RandomGenerator;

/** Tells the store what a verdict means for the message, by the retry schedule. */
final class Settler {

  private final QueueStore store;
  private final RandomGenerator random;

  Settler(QueueStore store, RandomGenerator random) {
    this.store = store;
    this.random = random;
  }

  Settlement settle(LeasedMessage message, DeliveryVerdict verdict, RetrySchedule schedule) {
    Lease lease = message.lease();
    return switch (verdict) {
      case Done done -> store.complete(lease, done.answer());
      case Dead dead -> store.bury(lease, dead.reason(), dead.answer());
      case NotSent notSent -> store.release(lease, notSent.after());
      case Retry retry when schedule.hasNextAfter(message.attempt()) ->
          store.retry(
              lease,
              schedule.pauseAfter(message.attempt(), retry.after(), random),
              retry.reason(),
              retry.side());
      case Retry retry ->
          store.bury(
              lease,
              retry.reason() + ", the last of " + message.attempt() + " attempts",
              retry.answer());
    };
  }
}
