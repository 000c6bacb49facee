package dev.ficus.gateway.queue;

import org.jspecify.annotations.Nullable;

/**
 * A message to be delivered now.
 *
 * @param attempt the number of this attempt, 1 for the first; goes along as a header
 * @param side to which an earlier attempt was sent: this one goes there too
 */
public record LeasedMessage(Message message, Lease lease, int attempt, @Nullable String side) {

  public LeasedMessage {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt: " + attempt + " (expected: > 0)");
    }
  }
}
