package dev.ficus.gateway.parity;

import dev.ficus.gateway.route.Side;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Evidence as named counts, which is how it is added up. */
final class EvidenceFields {

  static final String COMPARED = "compared";
  static final String NOISE_COMPARED = "noise";
  static final String OTHER_KIND = "kind:" + Evidence.OTHER;
  static final String KIND = "kind:";
  static final String PATH = "path:";
  static final String NOISE_PATH = "noise:";
  private static final String DROPPED = "dropped:";
  private static final String ERRORS = "errors";
  private static final String BETWEEN = "\n";
  private static final int LONGEST = 200;

  private EvidenceFields() {}

  static String kind(Collection<String> paths) {
    return KIND
        + paths.stream().map(EvidenceFields::clean).sorted().collect(Collectors.joining(BETWEEN));
  }

  static String path(String path) {
    return PATH + clean(path);
  }

  static String noisePath(String path) {
    return NOISE_PATH + clean(path);
  }

  static String dropped(String why) {
    return DROPPED + why;
  }

  static String errors(Side side) {
    return side.word() + ":" + ERRORS;
  }

  static String bucket(Side side, int bucket) {
    return side.word() + ":" + bucket;
  }

  /** A path as it is counted: short enough, and without what separates paths. */
  static String clean(String path) {
    String line = path.replace('\n', ' ');
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
  }

  static Evidence read(EvidenceStore.Counted counted) {
    long compared = 0;
    long noiseCompared = 0;
    Map<Set<String>, Long> kinds = new HashMap<>();
    Map<String, Long> byPath = new HashMap<>();
    Map<String, Long> noise = new HashMap<>();
    Map<String, Long> dropped = new HashMap<>();
    Map<Side, long[]> latencies = new HashMap<>();
    Map<Side, Long> errors = new HashMap<>();
    for (Map.Entry<String, Long> field : counted.counts().entrySet()) {
      String name = field.getKey();
      long count = field.getValue();
      if (name.equals(COMPARED)) {
        compared = count;
      } else if (name.equals(NOISE_COMPARED)) {
        noiseCompared = count;
      } else if (name.startsWith(KIND)) {
        kinds.merge(set(name.substring(KIND.length())), count, Long::sum);
      } else if (name.startsWith(PATH)) {
        byPath.put(name.substring(PATH.length()), count);
      } else if (name.startsWith(NOISE_PATH)) {
        noise.put(name.substring(NOISE_PATH.length()), count);
      } else if (name.startsWith(DROPPED)) {
        dropped.put(name.substring(DROPPED.length()), count);
      } else {
        side(name, count, latencies, errors);
      }
    }
    return new Evidence(
        compared,
        kinds,
        byPath,
        new Noise(noiseCompared, noise),
        side(Side.LEGACY, latencies, errors),
        side(Side.TARGET, latencies, errors),
        dropped,
        Duration.ofMillis(counted.ageMillis()));
  }

  private static Set<String> set(String paths) {
    return new TreeSet<>(List.of(paths.split(BETWEEN, -1)));
  }

  private static void side(
      String name, long count, Map<Side, long[]> latencies, Map<Side, Long> errors) {
    for (Side side : Side.values()) {
      String prefix = side.word() + ":";
      if (name.equals(errors(side))) {
        errors.put(side, count);
      } else if (name.startsWith(prefix)) {
        int bucket = Integer.parseInt(name.substring(prefix.length()));
        if (bucket >= 0 && bucket < Latencies.BUCKETS) {
          latencies.computeIfAbsent(side, _ -> new long[Latencies.BUCKETS])[bucket] += count;
        }
      }
    }
  }

  private static SideEvidence side(Side side, Map<Side, long[]> latencies, Map<Side, Long> errors) {
    long[] counts = latencies.get(side);
    return new SideEvidence(
        errors.getOrDefault(side, 0L),
        new Latencies(counts == null ? new long[0] : Arrays.copyOf(counts, counts.length)));
  }
}
