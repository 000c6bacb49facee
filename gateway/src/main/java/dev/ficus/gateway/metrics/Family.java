package dev.ficus.gateway.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/**
 * A family of series while a scrape collects it. What is counted elsewhere is only read for a
 * scrape, so that no request, route or circuit needs a meter of its own.
 */
final class Family {

  private Family() {}

  static final class Gauges {
    private final GaugeSnapshot.Builder family;

    Gauges(String name, String help) {
      family = GaugeSnapshot.builder().name(name).help(help);
    }

    void add(double value, String... labels) {
      family.dataPoint(
          GaugeDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build());
    }

    GaugeSnapshot done() {
      return family.build();
    }
  }

  static final class Counters {
    private final CounterSnapshot.Builder family;

    Counters(String name, String help) {
      family = CounterSnapshot.builder().name(name).help(help);
    }

    void add(long value, String... labels) {
      family.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(Labels.of(labels))
              .value((double) value)
              .build());
    }

    CounterSnapshot done() {
      return family.build();
    }
  }

  static final class Histograms {
    private final double[] edges;
    private final HistogramSnapshot.Builder family;

    /**
     * @param edges upper ones, the last infinite
     */
    Histograms(String name, String help, double[] edges) {
      this.edges = edges;
      family = HistogramSnapshot.builder().name(name).help(help);
    }

    void add(long[] counts, double sum, String... labels) {
      family.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of(labels))
              .classicHistogramBuckets(ClassicHistogramBuckets.of(edges, counts))
              .sum(sum)
              .build());
    }

    HistogramSnapshot done() {
      return family.build();
    }
  }
}
