package dev.ficus.gateway.metrics;

import dev.ficus.gateway.metrics.Family.Gauges;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;

/** How many connections the relay holds to each upstream. */
public final class ConnectionMeters implements MultiCollector {

  private final Supplier<Map<String, Integer>> open;

  /**
   * @param open by the upstream's name
   */
  public ConnectionMeters(Supplier<Map<String, Integer>> open) {
    this.open = open;
  }

  @Override
  public MetricSnapshots collect() {
    Gauges connections =
        new Gauges("ficus_upstream_connections", "open connections of the relay to an upstream");
    open.get().forEach((upstream, count) -> connections.add(count, "upstream", upstream));
    return MetricSnapshots.of(connections.done());
  }
}
