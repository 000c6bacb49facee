package dev.ficus.gateway.metrics;

import dev.ficus.gateway.circuit.CircuitPhase;
import dev.ficus.gateway.circuit.CircuitView;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.metrics.Family.Gauges;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many circuits do not let requests through, for each upstream, and which. A series for each
 * closed circuit would be two for each route.
 */
public final class CircuitMeters implements MultiCollector {

  private final Circuits circuits;

  public CircuitMeters(Circuits circuits) {
    this.circuits = circuits;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, Integer> open = new TreeMap<>();
    Gauges states = new Gauges("ficus_circuit_state", "1 for each circuit that is not closed");
    for (CircuitView view : circuits.views()) {
      boolean closed = view.phase() == CircuitPhase.CLOSED;
      String upstream = view.key().upstream();
      open.merge(upstream, closed ? 0 : 1, Integer::sum);
      if (!closed) {
        String route = view.key().route() == null ? "" : view.key().route();
        String state = view.phase().word();
        states.add(1, "upstream", upstream, "route", route, "state", state);
      }
    }
    Gauges counts = new Gauges("ficus_circuits_open", "circuits that do not let requests through");
    open.forEach((upstream, count) -> counts.add(count, "upstream", upstream));
    Gauges degraded =
        new Gauges(
            "ficus_circuits_degraded",
            "1 while this instance's circuits are not shared with the fleet");
    degraded.add(circuits.trouble() == null ? 0 : 1);
    return MetricSnapshots.of(counts.done(), states.done(), degraded.done());
  }
}
