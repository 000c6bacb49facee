package dev.ficus.functions.payments;

import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.answers.Rules;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the payment provider tells.
 *
 * @param id the provider's; it tells the same payment more than once
 */
public record PaymentNotice(String id, long orderId, BigDecimal amount, String status) {

  /** A notice as it came in, before anything about it was checked. */
  public record Unchecked(
      @Nullable String id,
      @Nullable Long orderId,
      @Nullable BigDecimal amount,
      @Nullable String status) {

    /** The notice, or a 400 that names what is wrong with it. */
    public PaymentNotice checked() {
      BigDecimal paid = Rules.present("amount", amount);
      if (paid.signum() <= 0) {
        throw Refusal.invalid("amount must be greater than 0");
      }
      return new PaymentNotice(
          Rules.filled("id", id),
          Rules.present("orderId", orderId),
          paid,
          Rules.filled("status", status));
    }
  }
}
