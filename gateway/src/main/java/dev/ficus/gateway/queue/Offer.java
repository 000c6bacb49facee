package dev.ficus.gateway.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A message that is offered to the queue.
 *
 * @param dedupe by what a second delivery of it is known; null accepts every one
 * @param resultTtl for a stored request: how long its result is kept; null for a webhook's message
 */
public record Offer(
    Message message, QueueLimits limits, @Nullable Dedupe dedupe, @Nullable Duration resultTtl) {

  public Offer {
    if (resultTtl != null && (resultTtl.isNegative() || resultTtl.isZero())) {
      throw new IllegalArgumentException("resultTtl: " + resultTtl + " (expected: > 0)");
    }
  }

  /**
   * @param key whatever tells deliveries apart; it is stored as a digest
   * @param window how long it is remembered; for a stored request it is remembered as long as the
   *     request itself
   * @param fingerprint of the body, if the same key with another body is a conflict, else null
   */
  public record Dedupe(String key, Duration window, @Nullable String fingerprint) {

    public Dedupe {
      if (key.isEmpty()) {
        throw new IllegalArgumentException("dedupe key: '' (expected: something)");
      }
      if (window.toMillis() < 1) {
        throw new IllegalArgumentException("dedupe window: " + window + " (expected: > 0)");
      }
    }
  }
}
