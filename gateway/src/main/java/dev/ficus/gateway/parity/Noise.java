package dev.ficus.gateway.parity;

import java.util.Map;

/**
 * Where legacy differs from itself.
 *
 * @param compared pairs of legacy's answers to one request
 * @param byPath how often each path differed in them
 */
public record Noise(long compared, Map<String, Long> byPath) {

  public static final Noise UNKNOWN = new Noise(0, Map.of());

  /** With fewer pairs noise is not known well enough to build on. */
  public static final long ENOUGH = 30;

  public Noise {
    byPath = Map.copyOf(byPath);
  }

  /**
   * Whether noise is enough to explain how often a path differs between the sides: it has been seen
   * to differ in legacy alone, and not clearly less often (Newcombe's bound of the difference, at
   * 99 %).
   */
  boolean explains(String path, Proportion between) {
    long seen = byPath.getOrDefault(path, 0L);
    return seen > 0
        && between.lowerExcessOver(
                new Proportion(Math.min(seen, compared), compared), Proportion.Z99)
            <= 0;
  }
}
