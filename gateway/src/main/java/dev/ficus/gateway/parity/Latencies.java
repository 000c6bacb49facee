package dev.ficus.gateway.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;

/**
 * How many answers took how long, in buckets that grow by an eighth of an octave, so that a value
 * is known to 9 %. Two of them add up to one.
 */
public final class Latencies {

  /** From 16 µs to beyond five minutes. */
  public static final int BUCKETS = 8 * 25;

  private static final int LEAST_EXPONENT = 14;

  private final long[] counts;

  /** How many lie in a bucket or one before it. */
  private final long[] upTo;

  private final long total;

  public Latencies(long[] counts) {
    this.counts = Arrays.copyOf(counts, BUCKETS);
    upTo = this.counts.clone();
    for (int i = 1; i < BUCKETS; i++) {
      upTo[i] += upTo[i - 1];
    }
    total = upTo[BUCKETS - 1];
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
    // Fewer and fewer are slower than what a bucket ends with.
    int known = first(i -> !slower(i).isAlwaysAbove(1 - share, alpha));
    return known == 0 ? 0 : upperEdge(known - 1) / 1e6;
  }

  /** A time that the quantile is below at all times but for α; infinite while nobody knows. */
  double quantileAlwaysBelow(double share, double alpha) {
    int known = first(i -> faster(i).isAlwaysAbove(share, alpha));
    return known == BUCKETS ? Double.POSITIVE_INFINITY : upperEdge(known) / 1e6;
  }

  private Proportion faster(int bucket) {
    return new Proportion(upTo[bucket], total);
  }

  private Proportion slower(int bucket) {
    return new Proportion(total - upTo[bucket], total);
  }

  /** The first bucket of which something is true that stays true; their number if it never is. */
  private static int first(IntPredicate holds) {
    int low = 0;
    int high = BUCKETS;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (holds.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Where the so manyth fastest lies if those of its bucket lie evenly, in milliseconds. */
  private double rank(long rank) {
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      if (counts[i] > 0 && seen + counts[i] >= rank) {
        double share = (rank - seen - 0.5) / counts[i];
        return (edge(i) + share * (upperEdge(i) - edge(i))) / 1e6;
      }
      seen += counts[i];
    }
    return 0;
  }
}
