package dev.ficus.functions.ledger;

import dev.ficus.functions.store.Store;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

  @Bean
  @Primary
  Ledger shopLedger(Store shop, Clock clock) {
    return new Ledger(shop, clock);
  }
}
