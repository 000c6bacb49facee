package dev.ficus.gateway.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * How many answers took how long, in buckets that grow by an eighth of an octave, so that a value
 * is known to 9 %. Two of them add up to one.
 */
public final class Latencies {

  /** From 16 µs to beyond five minutes. */
  public static final int BUCKETS = 8 * 25;

  private static final int LEAST_EXPONENT = 14;

  private final long[] counts;
  private final long total;

  public Latencies(long[] counts) {
    this.counts = Arrays.copyOf(counts, BUCKETS);
    total = Arrays.stream(this.counts).sum();
  }

  /** The bucket of a time: the octave's number and three bits of what is beyond it. */
  public static int bucket(long nanos) {
    int exponent = 63 - Long.numberOfLeadingZeros(Math.max(nanos, 1));
    if (exponent < LEAST_EXPONENT) {
      return 0;
    }
    int eighth = (int) (nanos >>> (exponent - 3)) & 7;
    return Math.min((exponent - LEAST_EXPONENT) * 8 + eighth, BUCKETS - 1);
  }

  /** The time, in nanoseconds, that all of a bucket are below. */
  static double upperEdge(int bucket) {
    return edge(bucket + 1);
  }

  private static double edge(int bucket) {
    return Math.scalb(8.0 + (bucket & 7), LEAST_EXPONENT - 3 + (bucket >> 3));
  }

  public long count() {
    return total;
  }

  /**
   * The buckets that are not empty, the fastest first.
   *
   * @param <T> what a bucket is shown as
   * @param as is given the time that all of a bucket are below, in milliseconds, and their number
   */
  public <T> List<T> buckets(BiFunction<Double, Long, T> as) {
    List<T> all = new ArrayList<>();
    for (int i = 0; i < BUCKETS; i++) {
      if (counts[i] > 0) {
        all.add(as.apply(upperEdge(i) / 1e6, counts[i]));
      }
    }
    return all;
  }

  /** The time that this share of answers is within, in milliseconds; 0 of nothing. */
  public double quantile(double share) {
    return rank((long) Math.ceil(share * total));
  }

  /** A time that the quantile is not below but with the error of z. */
  double lowerQuantile(double share, double z) {
    double rank = total * share - z * Math.sqrt(total * share * (1 - share));
    return rank < 1 ? 0 : rank((long) Math.floor(rank));
  }

  /** A time that the quantile is not above but with the error of z; infinite with too few. */
  double upperQuantile(double share, double z) {
    double rank = total * share + z * Math.sqrt(total * share * (1 - share)) + 1;
    return rank > total ? Double.POSITIVE_INFINITY : rank((long) Math.ceil(rank));
  }

  /** A time that the quantile is above at all times but for α. */
  double quantileAlwaysAbove(double share, double alpha) {
    long slower = total;
    double known = 0;
    for (int i = 0; i < BUCKETS; i++) {
      slower -= counts[i];
      if (total == 0 || new Proportion(slower, total).alwaysAbove(alpha) <= 1 - share) {
        return known;
      }
      known = upperEdge(i) / 1e6;
    }
    return known;
  }

  /** A time that the quantile is below at all times but for α; infinite while nobody knows. */
  double quantileAlwaysBelow(double share, double alpha) {
    long faster = 0;
    for (int i = 0; i < BUCKETS; i++) {
      faster += counts[i];
      if (total > 0 && counts[i] > 0 && new Proportion(faster, total).alwaysAbove(alpha) > share) {
        return upperEdge(i) / 1e6;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  /** The middle of the bucket in which the so manyth fastest lies, in milliseconds. */
  private double rank(long rank) {
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[i];
      if (seen >= rank && counts[i] > 0) {
        return (edge(i) + upperEdge(i)) / 2 / 1e6;
      }
    }
    return 0;
  }
}
