package dev.ficus.functions.store;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

@Configuration(proxyBeanMethods = false)
class ShopStoreConfiguration {

  @Bean
  @Primary
  Store shopStore(ShopSettings settings) {
    return Store.open(
        "shop",
        settings.database().orFile(settings.data().resolve("shop")),
        1,
        "classpath:db/ledger");
  }
}
