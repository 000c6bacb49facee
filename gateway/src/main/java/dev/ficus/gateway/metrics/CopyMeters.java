package dev.ficus.gateway.metrics;

import dev.ficus.gateway.metrics.Family.Counters;
import dev.ficus.gateway.metrics.Family.Gauges;
import dev.ficus.gateway.parity.ComparisonQueue;
import dev.ficus.gateway.parity.CopyCounts;
import dev.ficus.gateway.parity.Drop;
import dev.ficus.gateway.parity.Observations;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** What has come of copies of requests: compared, and how that went, or dropped. */
public final class CopyMeters implements MultiCollector {

  private final Observations observations;
  private final ComparisonQueue queue;

  public CopyMeters(Observations observations, ComparisonQueue queue) {
    this.observations = observations;
    this.queue = queue;
  }

  @Override
  public MetricSnapshots collect() {
    Counters compared = new Counters("ficus_parity_compared", "pairs of answers compared");
    Counters dropped = new Counters("ficus_shadow_dropped", "copies that came to nothing");
    Gauges underWay = new Gauges("ficus_shadow_under_way", "copies under way");
    observations
        .copyCounts()
        .forEach(
            (route, counts) -> {
              for (CopyCounts.Result result : CopyCounts.Result.values()) {
                compared.add(counts.compared(result), "route", route, "result", result.word());
              }
              for (Drop why : Drop.values()) {
                if (counts.dropped(why) > 0) {
                  dropped.add(counts.dropped(why), "route", route, "reason", why.word());
                }
              }
              underWay.add(counts.underWay(), "route", route);
            });
    Gauges waiting = new Gauges("ficus_parity_waiting", "pairs of answers that wait");
    waiting.add(queue.size());
    return MetricSnapshots.of(compared.done(), dropped.done(), underWay.done(), waiting.done());
  }
}
