package dev.ficus.functions.orders;

import dev.ficus.functions.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/**
 * The shop's tables {@code shop_order} and {@code order_line}. The columns {@code net}, {@code tax}
 * and {@code total} are written for the legacy app, by the shop's rule, and never read here.
 */
@Component
class OrderTables {

  private static final String SELECT =
      """
      SELECT o.id, o.customer_id, o.status, o.placed_at,
        l.product_id, l.quantity, l.price, l.line_sum
      FROM shop_order o JOIN order_line l ON l.order_id = o.id
      """;

  private final Store shop;

  OrderTables(Store shop) {
    this.shop = shop;
  }

  boolean customerExists(long id) {
    return shop.jdbc()
            .sql("SELECT COUNT(*) FROM customer WHERE id = ?")
            .param(id)
            .query(Long.class)
            .single()
        > 0;
  }

  long insert(long customerId, List<OrderLine> lines, Instant placedAt) {
    Order money = Order.of(0, customerId, Order.PLACED, lines, TaxRule.ON_NET, placedAt);
    var key = new GeneratedKeyHolder();
    shop.jdbc()
        .sql(
            """
            INSERT INTO shop_order (customer_id, status, net, tax, total, placed_at)
            VALUES (?, ?, ?, ?, ?, ?)\
            """)
        .params(
            customerId,
            money.status(),
            money.net(),
            money.tax(),
            money.total(),
            placedAt.atOffset(ZoneOffset.UTC))
        .update(key, "id");
    long id = Objects.requireNonNull(key.getKey()).longValue();
    int number = 1;
    for (OrderLine line : lines) {
      insert(id, number++, line);
    }
    return id;
  }

  private void insert(long orderId, int number, OrderLine line) {
    shop.jdbc()
        .sql(
            """
            INSERT INTO order_line (order_id, line_no, product_id, quantity, price, line_sum)
            VALUES (?, ?, ?, ?, ?, ?)\
            """)
        .params(orderId, number, line.productId(), line.quantity(), line.price(), line.sum())
        .update();
  }

  /** Whether this call, and no earlier one, cancelled the order. */
  boolean cancel(long id) {
    return shop.jdbc()
            .sql("UPDATE shop_order SET status = ? WHERE id = ? AND status <> ?")
            .params(Order.CANCELLED, id, Order.CANCELLED)
            .update()
        == 1;
  }

  Optional<Order> find(long id, TaxRule rule) {
    return shop
        .jdbc()
        .sql(SELECT + "WHERE o.id = ? ORDER BY l.line_no")
        .param(id)
        .query(ordersUnder(rule))
        .stream()
        .findFirst();
  }

  List<Order> ofCustomer(long customerId, TaxRule rule) {
    return shop.jdbc()
        .sql(SELECT + "WHERE o.customer_id = ? ORDER BY o.id DESC, l.line_no")
        .param(customerId)
        .query(ordersUnder(rule));
  }

  private static ResultSetExtractor<List<Order>> ordersUnder(TaxRule rule) {
    return rows -> orders(rows, rule);
  }

  /** Joins rows that follow each other and belong to the same order. */
  private static List<Order> orders(ResultSet rows, TaxRule rule) throws SQLException {
    var orders = new ArrayList<Order>();
    boolean more = rows.next();
    while (more) {
      long id = rows.getLong("id");
      long customerId = rows.getLong("customer_id");
      String status = rows.getString("status");
      Instant placedAt = rows.getObject("placed_at", OffsetDateTime.class).toInstant();
      var lines = new ArrayList<OrderLine>();
      do {
        lines.add(line(rows));
        more = rows.next();
      } while (more && rows.getLong("id") == id);
      orders.add(Order.of(id, customerId, status, lines, rule, placedAt));
    }
    return orders;
  }

  private static OrderLine line(ResultSet row) throws SQLException {
    return new OrderLine(
        row.getLong("product_id"),
        row.getInt("quantity"),
        row.getBigDecimal("price"),
        row.getBigDecimal("line_sum"));
  }
}
