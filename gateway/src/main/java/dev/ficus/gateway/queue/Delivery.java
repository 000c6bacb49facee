package dev.ficus.gateway.queue;

/** Sends a message to a subscriber. */
@FunctionalInterface
public interface Delivery {

  /**
   * Waits until the attempt has ended, for no longer than the policy's timeout. An interrupt asks
   * to end it early: it is {@link DeliveryVerdict.NotSent} if nothing was sent, and {@link
   * DeliveryVerdict.Retry} otherwise. What is thrown counts as a failed attempt.
   */
  DeliveryVerdict deliver(LeasedMessage message);
}
