package dev.ficus.legacy.payments;

import dev.ficus.legacy.answers.Refusal;
import dev.ficus.legacy.answers.Rules;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the payment provider tells.
 *
 * @param id the provider's; it tells the same payment more than once
 */
record Notice(String id, long orderId, BigDecimal amount, String status) {

  /** A notice before anything about it was checked. */
  record Unchecked(
      @Nullable String id,
      @Nullable Long orderId,
      @Nullable BigDecimal amount,
      @Nullable String status) {

    Notice checked() {
      BigDecimal paid = Rules.present("amount", amount);
      if (paid.signum() <= 0) {
        throw new Refusal.Invalid("amount must be greater than 0");
      }
      return new Notice(
          Rules.filled("id", id),
          Rules.present("orderId", orderId),
          paid,
          Rules.filled("status", status));
    }
  }
}
