package dev.ficus.gateway.metrics;

import dev.ficus.gateway.circuit.CircuitPhase;
import dev.ficus.gateway.circuit.CircuitView;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Upstream;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Predicate;

/**
 * How many circuits do not let requests through, for each upstream. A meter for each circuit would
 * be two for each route; the admin API names those that are open.
 */
public final class CircuitMeters {

  private final Circuits circuits;
  private final MultiGauge open;

  public CircuitMeters(MeterRegistry registry, Circuits circuits) {
    this.circuits = circuits;
    open =
        MultiGauge.builder("ficus.circuits.open")
            .description("circuits that do not let requests through")
            .register(registry);
    Gauge.builder("ficus.circuits.degraded", circuits, c -> c.trouble() == null ? 0 : 1)
        .description("1 while this instance's circuits are not shared with the fleet")
        .register(registry);
  }

  /** Takes up the upstreams of new route files. */
  public void follow(RouteTable table) {
    open.register(
        table.upstreams().stream().map(Upstream::name).distinct().map(this::row).toList(), true);
  }

  private MultiGauge.Row<Circuits> row(String upstream) {
    Predicate<CircuitView> its =
        view -> view.key().upstream().equals(upstream) && view.phase() != CircuitPhase.CLOSED;
    return MultiGauge.Row.of(Tags.of("upstream", upstream), circuits, c -> count(c.views(), its));
  }

  private static long count(List<CircuitView> views, Predicate<CircuitView> which) {
    return views.stream().filter(which).count();
  }
}
