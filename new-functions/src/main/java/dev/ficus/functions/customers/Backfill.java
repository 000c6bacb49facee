package dev.ficus.functions.customers;

import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import dev.ficus.functions.store.ShopTables;
import dev.ficus.functions.store.Store;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Copies the customers from the shop's table into the function's own store, once: a store that has
 * customers is never copied into again, and what is written to it stays there. Part of the
 * readiness, under the name {@code customers}, for as long as the shop's table is not there to be
 * copied.
 */
@Component("customersHealthIndicator")
@OfFunction(FunctionName.CUSTOMERS)
class Backfill implements HealthIndicator {

  private static final Logger log = LoggerFactory.getLogger(Backfill.class);

  private final Store shop;
  private final Store own;
  private final ShopTables shopTables;
  private final ReentrantLock copying = new ReentrantLock();
  private volatile boolean done;

  Backfill(Store shop, @Qualifier(CustomersConfiguration.OWN) Store own, ShopTables shopTables) {
    this.shop = shop;
    this.own = own;
    this.shopTables = shopTables;
  }

  @EventListener(ApplicationReadyEvent.class)
  void atStart() {
    if (!done()) {
      log.info("waiting for the shop's customers, to copy them");
    }
  }

  /** Whether the customers are there, copied by this very call if need be and possible. */
  boolean done() {
    if (done) {
      return true;
    }
    copying.lock();
    try {
      done = done || filled() || (shopTables.present() && copy() > 0);
    } finally {
      copying.unlock();
    }
    return done;
  }

  @Override
  public Health health() {
    return done()
        ? Health.up().build()
        : Health.outOfService()
            .withDetail("waiting", "the shop's customers are not there to be copied yet")
            .build();
  }

  private boolean filled() {
    return own.jdbc().sql("SELECT COUNT(*) FROM \"functions\".customer").query(Long.class).single()
        > 0;
  }

  private int copy() {
    List<Customer> customers =
        shop.jdbc().sql("SELECT id, name, email, city FROM customer").query(Customer.class).list();
    own.inTransaction(
        () -> {
          customers.forEach(this::insert);
          return customers;
        });
    log.info("copied {} customers from the shop", customers.size());
    return customers.size();
  }

  private void insert(Customer customer) {
    own.jdbc()
        .sql("INSERT INTO \"functions\".customer (id, name, email, city) VALUES (?, ?, ?, ?)")
        .params(customer.id(), customer.name(), customer.email(), customer.city())
        .update();
  }
}
