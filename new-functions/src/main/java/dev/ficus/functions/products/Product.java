package dev.ficus.functions.products;

import java.math.BigDecimal;
import java.util.List;

/**
 * Something the shop sells.
 *
 * @param price net, two digits
 * @param tags in no particular order
 */
public record Product(
    long id,
    String sku,
    String name,
    String category,
    BigDecimal price,
    String currency,
    List<String> tags) {

  public Product {
    tags = List.copyOf(tags);
  }
}
