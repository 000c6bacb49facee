package dev.ficus.bench.proxy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The middle of some measurements and how far they lie apart. */
record Spread(double median, double min, double max) {

  static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a spread of nothing");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  static Spread of(List<Round> rounds, ToDoubleFunction<Round> value) {
    return of(rounds.stream().mapToDouble(value).toArray());
  }

  /**
   * Ratios within each round, so that what disturbed a whole round disturbs both sides of its
   * ratio.
   */
  static Spread ofRatios(List<Round> rounds, List<Round> base, ToDoubleFunction<Round> value) {
    if (rounds.size() != base.size()) {
      throw new IllegalArgumentException(rounds.size() + " rounds beside " + base.size());
    }
    return of(
        IntStream.range(0, rounds.size())
            .mapToDouble(i -> value.applyAsDouble(rounds.get(i)) / value.applyAsDouble(base.get(i)))
            .toArray());
  }

  @Override
  public String toString() {
    return number(median) + " (" + number(min) + "–" + number(max) + ")";
  }

  /** Three digits that matter, no more than the measurements carry. */
  static String number(double value) {
    String format = value >= 1000 ? "%,.0f" : value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
