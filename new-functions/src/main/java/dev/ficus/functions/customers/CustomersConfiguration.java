package dev.ficus.functions.customers;

import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import dev.ficus.functions.ledger.Ledger;
import dev.ficus.functions.store.ShopSettings;
import dev.ficus.functions.store.Store;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The store of this function's own, which exists only where the function runs. */
@Configuration(proxyBeanMethods = false)
@OfFunction(FunctionName.CUSTOMERS)
class CustomersConfiguration {

  /** The name of the store and of its ledger, apart from the shop's. */
  static final String OWN = "customers-own";

  @Bean
  @Qualifier(OWN)
  Store customersStore(ShopSettings settings) {
    return Store.open(
        "customers",
        settings.customers().orFile(settings.data().resolve("customers")),
        2,
        "classpath:db/ledger",
        "classpath:db/customers");
  }

  @Bean
  @Qualifier(OWN)
  Ledger customersLedger(@Qualifier(OWN) Store store, Clock clock) {
    return new Ledger(store, clock);
  }
}
