package dev.ficus.functions.orders;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An order. What it costs follows from its lines and a tax rule.
 *
 * @param status {@code placed} or {@code cancelled}
 */
record Order(
    long id,
    long customerId,
    String status,
    List<OrderLine> lines,
    BigDecimal net,
    BigDecimal tax,
    BigDecimal total,
    Instant placedAt) {

  static final String PLACED = "placed";
  static final String CANCELLED = "cancelled";

  Order {
    lines = List.copyOf(lines);
  }

  static Order of(
      long id,
      long customerId,
      String status,
      List<OrderLine> lines,
      TaxRule rule,
      Instant placedAt) {
    List<BigDecimal> sums = lines.stream().map(OrderLine::sum).toList();
    BigDecimal net = TaxRule.sum(sums);
    BigDecimal tax = rule.tax(sums);
    return new Order(id, customerId, status, lines, net, tax, net.add(tax), placedAt);
  }
}
