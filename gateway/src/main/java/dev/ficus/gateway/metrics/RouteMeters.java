package dev.ficus.gateway.metrics;

import dev.ficus.gateway.metrics.Family.Counters;
import dev.ficus.gateway.metrics.Family.Gauges;
import dev.ficus.gateway.metrics.Family.Histograms;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Declarations;
import dev.ficus.gateway.migration.RouteCounts;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Stage;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Arrays;
import java.util.stream.LongStream;

/** How far routes are on their way, and how long their sides take to answer. */
public final class RouteMeters implements MultiCollector {

  private static final double NANOS = 1e9;
  private static final double[] EDGES =
      Arrays.copyOf(RouteCounts.latencyEdges(), RouteCounts.latencyEdges().length + 1);

  static {
    EDGES[EDGES.length - 1] = Double.POSITIVE_INFINITY;
  }

  private final Routing routing;
  private final boolean latencyByRoute;

  /**
   * @param latencyByRoute whether each route has a histogram, or all routes of a side have one
   */
  public RouteMeters(Routing routing, boolean latencyByRoute) {
    this.routing = routing;
    this.latencyByRoute = latencyByRoute;
  }

  @Override
  public MetricSnapshots collect() {
    RoutingSnapshot snapshot = routing.snapshot();
    Gauges ratio =
        new Gauges("ficus_route_target_ratio", "share of clients that the target answers");
    int[] stages = new int[Stage.values().length];
    int drifting = 0;
    for (ActiveRoute route : snapshot.active()) {
      if (route.route().queue() != null) {
        // Its subscribers are what is migrated.
        continue;
      }
      ratio.add(route.weight().basisPoints() / 10_000.0, "route", route.route().id());
      stages[route.stage().ordinal()]++;
      drifting += Declarations.drifts(route) ? 1 : 0;
    }
    Gauges routes = new Gauges("ficus_routes", "routes by stage");
    for (Stage stage : Stage.values()) {
      routes.add(stages[stage.ordinal()], "stage", stage.word());
    }
    Gauges drift =
        new Gauges("ficus_routes_drifting", "routes whose files declare what is not in force");
    drift.add(drifting);
    Gauges overridden =
        new Gauges("ficus_routes_overridden", "routes rolled back here and not yet in the fleet");
    overridden.add(snapshot.overrides().size());
    Counters noKey = new Counters("ficus_no_key", "requests of a canary that carried no key");
    for (RouteCounts counts : routing.counts()) {
      if (counts.noKey() > 0) {
        noKey.add(counts.noKey(), "route", counts.route());
      }
    }
    return MetricSnapshots.of(
        latencies().done(),
        ratio.done(),
        routes.done(),
        drift.done(),
        overridden.done(),
        noKey.done());
  }

  private Histograms latencies() {
    Histograms all =
        new Histograms(
            "ficus_latency_seconds",
            "from a request's head to the end of its answer, where nothing failed",
            EDGES);
    for (Side side : Side.values()) {
      long[] counts = new long[EDGES.length];
      double sum = 0;
      for (RouteCounts route : routing.counts()) {
        if (latencyByRoute) {
          add(all, side, route);
        } else {
          long[] its = route.latencies(side);
          Arrays.setAll(counts, bucket -> counts[bucket] + its[bucket]);
          sum += seconds(side, route);
        }
      }
      if (!latencyByRoute) {
        all.add(counts, sum, "route", "*", "side", side.word());
      }
      add(all, side, routing.unrouted());
    }
    return all;
  }

  private static void add(Histograms all, Side side, RouteCounts route) {
    long[] counts = route.latencies(side);
    if (LongStream.of(counts).anyMatch(count -> count > 0)) {
      all.add(counts, seconds(side, route), "route", route.route(), "side", side.word());
    }
  }

  private static double seconds(Side side, RouteCounts route) {
    double nanos = 0;
    for (int statusClass = 0; statusClass < RouteCounts.STATUS_CLASSES; statusClass++) {
      nanos += route.nanos(side, statusClass);
    }
    return nanos / NANOS;
  }
}
