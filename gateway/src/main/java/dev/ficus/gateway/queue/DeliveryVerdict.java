package dev.ficus.gateway.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an attempt to deliver a message ended. */
public sealed interface DeliveryVerdict {

  /**
   * The subscriber has it.
   *
   * @param answer kept if the message is a stored request
   */
  record Done(@Nullable StoredAnswer answer) implements DeliveryVerdict {

    public static final Done WITHOUT_ANSWER = new Done(null);
  }

  /**
   * It will never be taken, whatever the number of attempts.
   *
   * @param reason for whoever looks at the dead letter
   */
  record Dead(String reason, @Nullable StoredAnswer answer) implements DeliveryVerdict {}

  /**
   * It failed, and may be tried again if attempts are left.
   *
   * @param after how long the subscriber wants to be left alone, if it said so
   * @param answer of this attempt: what a stored request ends with if it was the last one
   * @param side to which it was sent, if the next attempt is to go there too
   */
  record Retry(
      @Nullable Duration after, String reason, @Nullable StoredAnswer answer, @Nullable String side)
      implements DeliveryVerdict {

    public Retry {
      if (after != null && after.isNegative()) {
        throw new IllegalArgumentException("retry after " + after + " (expected: >= 0)");
      }
    }
  }

  /**
   * Nothing was sent, because a circuit opened or the worker is about to stop: the attempt does not
   * count.
   */
  record NotSent(Duration after) implements DeliveryVerdict {}
}
