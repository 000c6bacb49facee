package dev.ficus.legacy.orders;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/** The tables {@code shop_order} and {@code order_line}. */
@Repository
class OrderTables {

  private static final String SELECT =
      """
      SELECT o.id, o.customer_id, o.status, o.net, o.tax, o.total, o.placed_at,
        l.product_id, l.quantity, l.price, l.line_sum
      FROM shop_order o JOIN order_line l ON l.order_id = o.id
      """;

  private final JdbcClient jdbc;

  OrderTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  long insert(long customerId, Money money, Instant placedAt, List<Order.Line> lines) {
    var key = new GeneratedKeyHolder();
    jdbc.sql(
            """
            INSERT INTO shop_order (customer_id, status, net, tax, total, placed_at)
            VALUES (?, ?, ?, ?, ?, ?)\
            """)
        .params(
            customerId,
            Order.PLACED,
            money.net(),
            money.tax(),
            money.total(),
            placedAt.atOffset(ZoneOffset.UTC))
        .update(key, "id");
    long id = Objects.requireNonNull(key.getKey()).longValue();
    int number = 1;
    for (Order.Line line : lines) {
      insert(id, number++, line);
    }
    return id;
  }

  private void insert(long orderId, int number, Order.Line line) {
    jdbc.sql(
            """
            INSERT INTO order_line (order_id, line_no, product_id, quantity, price, line_sum)
            VALUES (?, ?, ?, ?, ?, ?)\
            """)
        .params(orderId, number, line.productId(), line.quantity(), line.price(), line.sum())
        .update();
  }

  /** Returns whether this call, and no earlier one, cancelled the order. */
  boolean cancel(long id) {
    return jdbc.sql("UPDATE shop_order SET status = ? WHERE id = ? AND status <> ?")
            .params(Order.CANCELLED, id, Order.CANCELLED)
            .update()
        == 1;
  }

  Optional<Order> find(long id) {
    return jdbc
        .sql(SELECT + "WHERE o.id = ? ORDER BY l.line_no")
        .param(id)
        .query(OrderTables::orders)
        .stream()
        .findFirst();
  }

  List<Order> ofCustomer(long customerId) {
    return jdbc.sql(SELECT + "WHERE o.customer_id = ? ORDER BY o.id DESC, l.line_no")
        .param(customerId)
        .query(OrderTables::orders);
  }

  /** Joins rows that follow each other and belong to the same order. */
  private static List<Order> orders(ResultSet rows) throws SQLException {
    var orders = new ArrayList<Order>();
    var lines = new ArrayList<Order.Line>();
    boolean more = rows.next();
    while (more) {
      long id = rows.getLong("id");
      Order head = head(id, rows);
      lines.clear();
      do {
        lines.add(line(rows));
        more = rows.next();
      } while (more && rows.getLong("id") == id);
      orders.add(
          new Order(
              id,
              head.customerId(),
              head.status(),
              lines,
              head.net(),
              head.tax(),
              head.total(),
              head.placedAt()));
    }
    return orders;
  }

  private static Order head(long id, ResultSet row) throws SQLException {
    return new Order(
        id,
        row.getLong("customer_id"),
        row.getString("status"),
        List.of(),
        row.getBigDecimal("net"),
        row.getBigDecimal("tax"),
        row.getBigDecimal("total"),
        row.getObject("placed_at", OffsetDateTime.class).toInstant());
  }

  private static Order.Line line(ResultSet row) throws SQLException {
    return new Order.Line(
        row.getLong("product_id"),
        row.getInt("quantity"),
        row.getBigDecimal("price"),
        row.getBigDecimal("line_sum"));
  }
}
