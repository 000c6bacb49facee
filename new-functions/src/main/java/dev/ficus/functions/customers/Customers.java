package dev.ficus.functions.customers;

import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import dev.ficus.functions.ledger.Ledger;
import dev.ficus.functions.ledger.Operation;
import dev.ficus.functions.ledger.Written;
import dev.ficus.functions.store.Store;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The function's own table {@code customer}. */
@Component
@OfFunction(FunctionName.CUSTOMERS)
class Customers {

  private final Store own;
  private final Ledger ledger;
  private final Backfill backfill;

  Customers(
      @Qualifier(CustomersConfiguration.OWN) Store own,
      @Qualifier(CustomersConfiguration.OWN) Ledger ledger,
      Backfill backfill) {
    this.own = own;
    this.ledger = ledger;
    this.backfill = backfill;
  }

  /** The customer, or a 404. */
  Customer get(long id) {
    insistOnBackfill();
    return own.jdbc()
        .sql("SELECT id, name, email, city FROM \"functions\".customer WHERE id = ?")
        .param(id)
        .query(Customer.class)
        .optional()
        .orElseThrow(() -> Refusal.notFound("customer " + id));
  }

  /** Replaces what is known of the customer. */
  Written<Customer> change(Customer customer, @Nullable String key) {
    insistOnBackfill();
    return ledger.write(Operation.CUSTOMER_UPDATE, key, () -> changed(customer), Customer::id);
  }

  private Customer changed(Customer customer) {
    int changed =
        own.jdbc()
            .sql(
                """
                UPDATE "functions".customer SET name = ?, email = ?, city = ? WHERE id = ?\
                """)
            .params(customer.name(), customer.email(), customer.city(), customer.id())
            .update();
    if (changed == 0) {
      throw Refusal.notFound("customer " + customer.id());
    }
    return customer;
  }

  private void insistOnBackfill() {
    if (!backfill.done()) {
      throw Refusal.unavailable("the customers are not copied yet");
    }
  }
}
