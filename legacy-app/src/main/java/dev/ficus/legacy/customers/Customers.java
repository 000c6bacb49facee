package dev.ficus.legacy.customers;

import dev.ficus.legacy.answers.Refusal;
import dev.ficus.legacy.ledger.Ledger;
import dev.ficus.legacy.ledger.Operation;
import dev.ficus.legacy.ledger.Written;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code customer}. */
@Repository
public class Customers {

  private final JdbcClient jdbc;
  private final Ledger ledger;

  Customers(JdbcClient jdbc, Ledger ledger) {
    this.jdbc = jdbc;
    this.ledger = ledger;
  }

  /** Returns the customer, or refuses with 404. */
  public Customer get(long id) {
    return jdbc.sql("SELECT id, name, email, city FROM customer WHERE id = ?")
        .param(id)
        .query(Customer.class)
        .optional()
        .orElseThrow(() -> notFound(id));
  }

  public boolean exists(long id) {
    return jdbc.sql("SELECT COUNT(*) FROM customer WHERE id = ?")
            .param(id)
            .query(Integer.class)
            .single()
        == 1;
  }

  @Transactional
  public Written<Customer> change(Customer customer, @Nullable String key) {
    int changed =
        jdbc.sql("UPDATE customer SET name = ?, email = ?, city = ? WHERE id = ?")
            .param(customer.name())
            .param(customer.email())
            .param(customer.city())
            .param(customer.id())
            .update();
    if (changed == 0) {
      throw notFound(customer.id());
    }
    return new Written<>(customer, ledger.enter(Operation.CUSTOMER_UPDATE, customer.id(), key));
  }

  private static Refusal notFound(long id) {
    return new Refusal.NotFound("customer", id);
  }
}
