package dev.ficus.gateway.queue;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant; what is null is not looked at.
 *
 * @param diedSince the first moment
 * @param diedBefore the first moment after the last
 * @param reason a part of the reason, whatever its case
 */
public record DeadLetterFilter(
    @Nullable Instant diedSince, @Nullable Instant diedBefore, @Nullable String reason) {

  public static final DeadLetterFilter ALL = new DeadLetterFilter(null, null, null);

  /** Whether it lets a listed dead letter through. */
  public boolean matches(MessageSummary dead) {
    Instant at = dead.at();
    if (dead.state() != MessageState.DEAD || at == null) {
      return false;
    }
    return (diedSince == null || !at.isBefore(diedSince))
        && (diedBefore == null || at.isBefore(diedBefore))
        && (reason == null || contains(dead.reason(), reason));
  }

  private static boolean contains(@Nullable String whole, String part) {
    return whole != null && whole.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }
}
