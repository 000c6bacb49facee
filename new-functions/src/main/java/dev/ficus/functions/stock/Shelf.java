package dev.ficus.functions.stock;

import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.ledger.Ledger;
import dev.ficus.functions.ledger.Operation;
import dev.ficus.functions.ledger.Written;
import dev.ficus.functions.store.Store;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The shop's table {@code stock}. */
@Component
class Shelf {

  private final Store shop;
  private final Ledger ledger;

  Shelf(Store shop, Ledger ledger) {
    this.shop = shop;
    this.ledger = ledger;
  }

  /** The product's stock, or a 404. */
  Stock get(long productId) {
    return shop.jdbc()
        .sql("SELECT product_id, available, reserved FROM stock WHERE product_id = ?")
        .param(productId)
        .query(Stock.class)
        .optional()
        .orElseThrow(() -> Refusal.notFound("product " + productId));
  }

  /** Adds to what is available, or takes from it; never below zero. */
  Written<Stock> adjust(long productId, int delta, @Nullable String key) {
    return ledger.write(
        Operation.STOCK_ADJUST, key, () -> adjusted(productId, delta), Stock::productId);
  }

  private Stock adjusted(long productId, int delta) {
    int adjusted =
        shop.jdbc()
            .sql(
                """
                UPDATE stock SET available = available + :delta
                WHERE product_id = :product
                  AND CAST(available AS BIGINT) + :delta BETWEEN 0 AND 2147483647\
                """)
            .param("delta", delta)
            .param("product", productId)
            .update();
    Stock stock = get(productId);
    if (adjusted == 0) {
      throw Refusal.conflict("product " + productId + " has " + stock.available() + " available");
    }
    return stock;
  }
}
