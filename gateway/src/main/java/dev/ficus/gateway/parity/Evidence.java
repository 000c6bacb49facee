package dev.ficus.gateway.parity;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
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
 * @param noise where legacy differs from itself, whatever the cutover
 * @param legacyBefore how legacy has answered its clients in all, this stage and those before
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
    SideEvidence legacyBefore,
    Map<String, Long> dropped,
    Duration age) {

  /**
   * Stands for differences too manifold to be told apart. As a path it is never noise; as a kind it
   * is one as far as all paths are that the pairs differed at.
   */
  public static final String OTHER = "(other)";

  private static final Set<String> OTHER_KINDS = Set.of(OTHER);

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
          SideEvidence.NOTHING,
          Map.of(),
          Duration.ZERO);

  public Evidence {
    kinds = Map.copyOf(kinds);
    byPath = Map.copyOf(byPath);
    dropped = Map.copyOf(dropped);
  }

  /** The same of a route that asks for noise to be learned, or does not. */
  Evidence withNoiseWanted(boolean wanted) {
    return new Evidence(
        compared,
        kinds,
        byPath,
        noise.wanted(wanted),
        legacy,
        target,
        legacyBefore,
        dropped,
        age);
  }

  /**
   * To judge a target by that has all clients. Legacy answers few of them then, and not those of all
   * kinds: what it did before says more, if that is more.
   */
  Evidence ofTargetAlone() {
    return legacy.calls() >= legacyBefore.calls()
        ? this
        : new Evidence(
            compared, kinds, byPath, noise, legacyBefore, target, legacyBefore, dropped, age);
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
    Map<String, Long> told = new HashMap<>();
    for (Map.Entry<Set<String>, Long> kind : kinds.entrySet()) {
      if (kind.getKey().equals(OTHER_KINDS)) {
        continue;
      }
      if (!without.containsAll(kind.getKey())) {
        hits += kind.getValue();
      }
      kind.getKey().forEach(path -> told.merge(path, kind.getValue(), Long::sum));
    }
    hits += Math.min(kinds.getOrDefault(OTHER_KINDS, 0L), untold(without, told));
    // A path that once was taken for noise is in no kind, but has been counted for itself.
    for (Map.Entry<String, Long> path : byPath.entrySet()) {
      if (!without.contains(path.getKey())) {
        hits = Math.max(hits, path.getValue());
      }
    }
    return new Proportion(Math.min(hits, compared), compared);
  }

  /** How often other paths differed beyond the kinds that are told apart. */
  private long untold(Set<String> without, Map<String, Long> told) {
    long sum = 0;
    for (Map.Entry<String, Long> path : byPath.entrySet()) {
      if (!without.contains(path.getKey())) {
        sum += Math.max(0, path.getValue() - told.getOrDefault(path.getKey(), 0L));
      }
    }
    return sum;
  }

  /** Paths whose differences are legacy's own. */
  public Set<String> noisyPaths() {
    return byPath.entrySet().stream()
        .filter(path -> !path.getKey().equals(OTHER))
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
