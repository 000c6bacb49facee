package dev.ficus.legacy.orders;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An order as it was placed; later price changes do not reach it.
 *
 * @param status {@code placed} or {@code cancelled}
 */
public record Order(
    long id,
    long customerId,
    String status,
    List<Line> lines,
    BigDecimal net,
    BigDecimal tax,
    BigDecimal total,
    Instant placedAt) {

  static final String PLACED = "placed";
  static final String CANCELLED = "cancelled";

  public Order {
    lines = List.copyOf(lines);
  }

  /** Some pieces of one product. */
  public record Line(long productId, int quantity, BigDecimal price, BigDecimal sum) {

    static Line of(long productId, int quantity, BigDecimal price) {
      return new Line(productId, quantity, price, price.multiply(BigDecimal.valueOf(quantity)));
    }
  }
}
