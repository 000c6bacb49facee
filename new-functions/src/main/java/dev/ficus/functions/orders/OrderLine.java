package dev.ficus.functions.orders;

import java.math.BigDecimal;

/** Some pieces of one product, at the price of the day on which the order was placed. */
record OrderLine(long productId, int quantity, BigDecimal price, BigDecimal sum) {

  static OrderLine of(long productId, int quantity, BigDecimal price) {
    return new OrderLine(productId, quantity, price, price.multiply(BigDecimal.valueOf(quantity)));
  }
}
