package dev.ficus.legacy.orders;

import dev.ficus.legacy.answers.Refusal;
import dev.ficus.legacy.catalog.Product;
import dev.ficus.legacy.catalog.Products;
import dev.ficus.legacy.customers.Customers;
import dev.ficus.legacy.ledger.Ledger;
import dev.ficus.legacy.ledger.Operation;
import dev.ficus.legacy.ledger.Written;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Places, finds and cancels orders. */
@Service
public class Orders {

  private final OrderTables tables;
  private final Products products;
  private final Customers customers;
  private final Ledger ledger;
  private final Clock clock;

  Orders(OrderTables tables, Products products, Customers customers, Ledger ledger, Clock clock) {
    this.tables = tables;
    this.products = products;
    this.customers = customers;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Places the order at today's prices. */
  @Transactional
  public Written<Order> place(Wish wish, @Nullable String key) {
    long customer = wish.customer();
    List<Order.Line> lines = wish.positions().stream().map(this::priced).toList();
    if (!customers.exists(customer)) {
      throw new Refusal.Invalid("customer " + customer + " does not exist");
    }
    Money money = Money.of(lines);
    // What the database will keep of it, so that this answer and a later one agree.
    Instant placedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long id = tables.insert(customer, money, placedAt, lines);
    var order =
        new Order(
            id, customer, Order.PLACED, lines, money.net(), money.tax(), money.total(), placedAt);
    return new Written<>(order, ledger.enter(Operation.ORDER_CREATE, id, key));
  }

  private Order.Line priced(Wish.Line line) {
    long id = line.product();
    int pieces = line.pieces();
    Product product =
        products
            .find(id)
            .orElseThrow(() -> new Refusal.Invalid("product " + id + " does not exist"));
    return Order.Line.of(id, pieces, product.price());
  }

  /** Cancels the order, which a client can do once. */
  @Transactional
  public Written<Order> cancel(long id, @Nullable String key) {
    boolean cancelled = tables.cancel(id);
    Order order = get(id);
    if (!cancelled) {
      throw new Refusal.Conflict("order " + id + " is already cancelled");
    }
    return new Written<>(order, ledger.enter(Operation.ORDER_CANCEL, id, key));
  }

  /** Returns the order, or refuses with 404. */
  public Order get(long id) {
    return tables.find(id).orElseThrow(() -> new Refusal.NotFound("order", id));
  }

  /** Returns the customer's orders, newest first, or refuses with 404. */
  public List<Order> of(long customerId) {
    if (!customers.exists(customerId)) {
      throw new Refusal.NotFound("customer", customerId);
    }
    return tables.ofCustomer(customerId);
  }
}
