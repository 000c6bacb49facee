package dev.ficus.legacy.stock;

import dev.ficus.legacy.answers.Refusal;
import dev.ficus.legacy.ledger.Ledger;
import dev.ficus.legacy.ledger.Operation;
import dev.ficus.legacy.ledger.Written;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code stock}. */
@Repository
class Warehouse {

  private final JdbcClient jdbc;
  private final Ledger ledger;

  Warehouse(JdbcClient jdbc, Ledger ledger) {
    this.jdbc = jdbc;
    this.ledger = ledger;
  }

  Stock get(long productId) {
    return jdbc.sql("SELECT product_id, available, reserved FROM stock WHERE product_id = ?")
        .param(productId)
        .query(Stock.class)
        .optional()
        .orElseThrow(() -> new Refusal.NotFound("product", productId));
  }

  /** Adds to what is available, or takes from it; never below zero. */
  @Transactional
  public Written<Stock> adjust(long productId, int delta, @Nullable String key) {
    int adjusted =
        jdbc.sql(
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
      throw new Refusal.Conflict(
          "product " + productId + " has " + stock.available() + " available");
    }
    return new Written<>(stock, ledger.enter(Operation.STOCK_ADJUST, productId, key));
  }
}
