package dev.ficus.gateway.parity;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the fleet has counted of a route since its last cutover.
 *
 * @param compared pairs of answers that were compared
 * @param kinds how often which set of paths differed; a pair without differences is in none
 * @param byPath how often each path differed between the sides
 * @param noise where legacy differs from itself
 * @param dropped copies that came to nothing, by why
 * @param age how long it has been gathered
 */
public record Evidence(
    long compared,
    Map<Set<String>, Long> kinds,
    Map<String, Long> byPath,
    Noise noise,
    SideEvidence legacy,
    SideEvidence target,
    Map<String, Long> dropped,
    Duration age) {

  /** Stands for differences too manifold to be told apart; it is never noise. */
  public static final String OTHER = "(other)";

  /** With fewer pairs a share of equal answers says nothing. */
  public static final long ENOUGH = 30;

  public static final Evidence NOTHING =
      new Evidence(
          0,
          Map.of(),
          Map.of(),
          Noise.UNKNOWN,
          SideEvidence.NOTHING,
          SideEvidence.NOTHING,
          Map.of(),
          Duration.ZERO);

  public Evidence {
    kinds = Map.copyOf(kinds);
    byPath = Map.copyOf(byPath);
    dropped = Map.copyOf(dropped);
  }

  /** How often the answers differed at all. */
  public Proportion rawMismatches() {
    return mismatches(Set.of());
  }

  /** How often they differed other than by noise. */
  public Proportion mismatches() {
    return mismatches(noisyPaths());
  }

  /** How often they would have differed had these paths not been compared either. */
  public Proportion mismatchesWithout(CompareRules rules) {
    Set<String> without = new TreeSet<>(noisyPaths());
    byPath.keySet().stream().filter(rules::ignores).forEach(without::add);
    return mismatches(without);
  }

  private Proportion mismatches(Set<String> without) {
    long hits = 0;
    for (Map.Entry<Set<String>, Long> kind : kinds.entrySet()) {
      if (!without.containsAll(kind.getKey())) {
        hits += kind.getValue();
      }
    }
    // A path that once was taken for noise is in no kind, but has been counted for itself.
    for (Map.Entry<String, Long> path : byPath.entrySet()) {
      if (!without.contains(path.getKey())) {
        hits = Math.max(hits, path.getValue());
      }
    }
    return new Proportion(Math.min(hits, compared), compared);
  }

  /** Paths whose differences are legacy's own. */
  public Set<String> noisyPaths() {
    return byPath.entrySet().stream()
        .filter(path -> noise.explains(path.getKey(), new Proportion(within(path), compared)))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private long within(Map.Entry<String, Long> path) {
    return Math.min(path.getValue(), compared);
  }

  /** Paths that differ other than by noise, the most frequent first. */
  public List<Map.Entry<String, Long>> mismatchedPaths() {
    Set<String> noisy = noisyPaths();
    return new TreeMap<>(byPath)
        .entrySet().stream()
            .filter(path -> !noisy.contains(path.getKey()))
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .toList();
  }

  /** Pairs compared in a second, on the average. */
  public double comparedPerSecond() {
    return perSecond(compared);
  }

  double perSecond(long count) {
    return age.toMillis() <= 0 ? 0 : count * 1_000.0 / age.toMillis();
  }
}
