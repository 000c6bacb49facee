package dev.ficus.gateway.queue;

/**
 * A worker's right to deliver a message to one subscriber.
 *
 * @param epoch greater for each lease of the subscriber: what the holder of an older one says about
 *     its attempt is ignored, except that it succeeded
 * @param deadlineMillis when it lapses unless it is renewed, on the store's clock
 */
public record Lease(
    MessageId id, String subscriber, String worker, long epoch, long deadlineMillis) {

  public Lease {
    Names.check("subscriber", subscriber);
    Names.check("worker", worker);
    if (epoch < 1) {
      throw new IllegalArgumentException("epoch: " + epoch + " (expected: > 0)");
    }
  }
}
