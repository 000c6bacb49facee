package dev.ficus.functions.orders;

import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.defects.Defects;
import dev.ficus.functions.ledger.Ledger;
import dev.ficus.functions.ledger.Operation;
import dev.ficus.functions.ledger.Written;
import dev.ficus.functions.products.Catalogue;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Places, finds and cancels orders. With the rounding defect on, every answer about an order is
 * wrong, but nothing wrong is stored: once it is off again, all is well.
 */
@Component
class Orders {

  private final OrderTables tables;
  private final Catalogue catalogue;
  private final Ledger ledger;
  private final Defects defects;
  private final Clock clock;

  Orders(OrderTables tables, Catalogue catalogue, Ledger ledger, Defects defects, Clock clock) {
    this.tables = tables;
    this.catalogue = catalogue;
    this.ledger = ledger;
    this.defects = defects;
    this.clock = clock;
  }

  /** Places the order at today's prices. */
  Written<Order> place(Wish wish, @Nullable String key) {
    return ledger.write(Operation.ORDER_CREATE, key, () -> placed(wish), Order::id);
  }

  private Order placed(Wish wish) {
    long customer = wish.customer();
    List<OrderLine> lines = wish.positions().stream().map(this::priced).toList();
    if (!tables.customerExists(customer)) {
      throw Refusal.invalid("customer " + customer + " does not exist");
    }
    // No finer than both databases keep it, so that this answer and a later one agree.
    Instant placedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long id = tables.insert(customer, lines, placedAt);
    return Order.of(id, customer, Order.PLACED, lines, taxRule(), placedAt);
  }

  private OrderLine priced(Wish.Line line) {
    long id = line.product();
    int pieces = line.pieces();
    return catalogue
        .find(id)
        .map(product -> OrderLine.of(id, pieces, product.price()))
        .orElseThrow(() -> Refusal.invalid("product " + id + " does not exist"));
  }

  /** Cancels the order, which a client can do once. */
  Written<Order> cancel(long id, @Nullable String key) {
    return ledger.write(Operation.ORDER_CANCEL, key, () -> cancelled(id), Order::id);
  }

  private Order cancelled(long id) {
    boolean cancelled = tables.cancel(id);
    Order order = get(id);
    if (!cancelled) {
      throw Refusal.conflict("order " + id + " is already cancelled");
    }
    return order;
  }

  /** The order, or a 404. */
  Order get(long id) {
    return tables.find(id, taxRule()).orElseThrow(() -> Refusal.notFound("order " + id));
  }

  /** The customer's orders, newest first, or a 404. */
  List<Order> of(long customerId) {
    if (!tables.customerExists(customerId)) {
      throw Refusal.notFound("customer " + customerId);
    }
    return tables.ofCustomer(customerId, taxRule());
  }

  private TaxRule taxRule() {
    return defects.rounding() ? TaxRule.ON_EACH_LINE : TaxRule.ON_NET;
  }
}
