package dev.ficus.legacy.orders;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * What an order costs. Prices are net; tax is 19 % of the order's net, not of each line's, rounded
 * half up to two digits.
 */
record Money(BigDecimal net, BigDecimal tax, BigDecimal total) {

  private static final BigDecimal TAX_RATE = new BigDecimal("0.19");

  static Money of(List<Order.Line> lines) {
    BigDecimal net = lines.stream().map(Order.Line::sum).reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal tax = net.multiply(TAX_RATE).setScale(2, RoundingMode.HALF_UP);
    return new Money(net, tax, net.add(tax));
  }
}
