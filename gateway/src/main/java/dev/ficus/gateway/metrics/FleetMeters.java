package dev.ficus.gateway.metrics;

import dev.ficus.gateway.migration.Convergence;
import dev.ficus.gateway.migration.Fleet;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.StoreUnavailableException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How many instances there are and whether they agree, as it was when somebody last looked. While
 * nobody can tell it is not a number.
 */
public final class FleetMeters {

  private final Fleet fleet;
  private final Routing routing;
  private final Supplier<String> files;
  private volatile @Nullable Convergence seen;

  /**
   * @param files the fingerprint of this instance's route files
   */
  public FleetMeters(MeterRegistry registry, Fleet fleet, Routing routing, Supplier<String> files) {
    this.fleet = fleet;
    this.routing = routing;
    this.files = files;
    gauge(registry, "ficus.instances", "live instances of the fleet", Convergence::of);
    gauge(
        registry,
        "ficus.instances.behind",
        "instances that have not applied this one's revision",
        its -> its.behind().size());
    gauge(
        registry,
        "ficus.instances.other-files",
        "instances whose route files differ from this one's",
        its -> its.otherFiles().size());
  }

  private void gauge(
      MeterRegistry registry, String name, String help, ToDoubleFunction<Convergence> value) {
    Gauge.builder(name, this, its -> its.seen == null ? Double.NaN : value.applyAsDouble(its.seen))
        .description(help)
        .register(registry);
  }

  /** Looks. Blocking. */
  public void sample() {
    try {
      seen = Convergence.of(routing.snapshot().state().revision(), fleet.live(), files.get());
    } catch (StoreUnavailableException away) {
      seen = null;
    }
  }
}
