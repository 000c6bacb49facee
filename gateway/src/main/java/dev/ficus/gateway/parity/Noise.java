package dev.ficus.gateway.parity;

import java.util.Map;

/**
 * Where legacy differs from itself.
 *
 * @param compared pairs of legacy's answers to one request
 * @param byPath how often each path differed in them
 * @param wanted whether the route asks for it, so that nothing is judged before it is known
 */
public record Noise(long compared, Map<String, Long> byPath, boolean wanted) {

  public static final Noise UNKNOWN = new Noise(0, Map.of(), false);

  /** With fewer pairs noise is not known well enough to build on. */
  public static final long ENOUGH = 30;

  private static final double ALPHA = 0.01;

  public Noise {
    byPath = Map.copyOf(byPath);
  }

  /** The same, of a route that asks for it or does not. */
  Noise wanted(boolean is) {
    return new Noise(compared, byPath, is);
  }

  /** How many pairs more it takes until it is known, if it is wanted. */
  long missing() {
    return wanted || compared > 0 ? Math.max(0, ENOUGH - compared) : 0;
  }

  /**
   * Whether noise is enough to explain how often a path differs between the sides: it has been seen
   * to differ in legacy alone, and not clearly less often. Clearly means that the confidence
   * sequences of both rates lie apart. They hold at all times, and the error of 1 % is shared among
   * all noisy paths (Bonferroni), so neither looking often nor many noises make a mismatch of one.
   */
  boolean explains(String path, Proportion between) {
    long seen = Math.min(byPath.getOrDefault(path, 0L), compared);
    if (seen == 0) {
      return false;
    }
    double alpha = ALPHA / (2 * byPath.size());
    Proportion alone = new Proportion(seen, compared);
    // Where intervals for one look overlap, the wider ones for all times do so too.
    return between.lowerExcessOver(alone, Proportion.Z99) <= 0
        || between.alwaysAbove(alpha) <= alone.alwaysBelow(alpha);
  }
}
