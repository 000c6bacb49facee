package dev.ficus.functions.store;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Readiness {@code shop}: out of service, with the reason, until the shop's tables are there. */
@Component
class ShopHealthIndicator implements HealthIndicator {

  private final ShopTables tables;

  ShopHealthIndicator(ShopTables tables) {
    this.tables = tables;
  }

  @Override
  public Health health() {
    return tables.present()
        ? Health.up().build()
        : Health.outOfService()
            .withDetail("waiting", "the legacy app has not made and filled the shop's tables yet")
            .withDetail("missing", tables.missing())
            .build();
  }
}
