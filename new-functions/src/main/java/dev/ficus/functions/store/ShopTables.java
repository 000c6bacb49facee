package dev.ficus.functions.store;

import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Whether the shop's own tables are there yet. The legacy app makes and fills them, and it may
 * start after the functions; so they are looked for again, each time somebody asks, until they are
 * found.
 */
@Component
public class ShopTables {

  private static final List<String> NEEDED =
      List.of("product", "customer", "stock", "shop_order", "order_line", "payment", "mail");

  private final Store shop;
  private volatile boolean found;

  ShopTables(Store shop) {
    this.shop = shop;
  }

  /** Whether the tables are there and filled. */
  public boolean present() {
    if (!found) {
      found = missing().isEmpty() && seeded();
    }
    return found;
  }

  /** What is missing of them. */
  List<String> missing() {
    List<String> there =
        shop.jdbc()
            .sql("SELECT LOWER(table_name) FROM information_schema.tables")
            .query(String.class)
            .list();
    return NEEDED.stream().filter(table -> !there.contains(table)).toList();
  }

  /** Orders are the last that the legacy app's seed commits. */
  private boolean seeded() {
    return shop.jdbc().sql("SELECT COUNT(*) FROM order_line").query(Long.class).single() > 0;
  }
}
