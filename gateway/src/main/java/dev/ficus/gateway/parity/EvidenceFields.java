package dev.ficus.gateway.parity;

import dev.ficus.gateway.route.Side;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
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

  /** Whether it is about legacy's noise. */
  static boolean isOfNoise(String name) {
    return name.equals(NOISE_COMPARED) || name.startsWith(NOISE_PATH);
  }

  /** Whether it is about how legacy answers. */
  static boolean isOfLegacy(String name) {
    return name.startsWith(Side.LEGACY.word() + ":");
  }

  /** All that is known of a route at this time. */
  static Evidence read(EvidenceStore store, EvidenceKey key) {
    return read(store.read(key), store.read(key.ofLegacy()));
  }

  static Evidence read(EvidenceStore.Counted counted) {
    return read(counted, new EvidenceStore.Counted(Map.of(), 0));
  }

  /**
   * Reads it.
   *
   * @param counted since the last cutover
   * @param ofLegacy what is known of legacy by itself
   */
  private static Evidence read(EvidenceStore.Counted counted, EvidenceStore.Counted ofLegacy) {
    Read since = new Read(counted.counts());
    Read lasting = new Read(ofLegacy.counts());
    Map<String, Long> noise = new HashMap<>(lasting.noise);
    since.noise.forEach((path, count) -> noise.merge(path, count, Long::sum));
    return new Evidence(
        since.compared,
        since.kinds,
        since.byPath,
        new Noise(since.noiseCompared + lasting.noiseCompared, noise, false),
        since.side(Side.LEGACY),
        since.side(Side.TARGET),
        lasting.side(Side.LEGACY),
        since.dropped,
        Duration.ofMillis(counted.ageMillis()));
  }

  /** Named counts, sorted by what they count. */
  private static final class Read {

    private long compared;
    private long noiseCompared;
    private final Map<Set<String>, Long> kinds = new HashMap<>();
    private final Map<String, Long> byPath = new HashMap<>();
    private final Map<String, Long> noise = new HashMap<>();
    private final Map<String, Long> dropped = new HashMap<>();
    private final Map<Side, long[]> latencies = new EnumMap<>(Side.class);
    private final Map<Side, Long> errors = new EnumMap<>(Side.class);

    Read(Map<String, Long> counts) {
      counts.forEach(this::take);
    }

    private void take(String name, long count) {
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
        takeOfSide(name, count);
      }
    }

    private void takeOfSide(String name, long count) {
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

    SideEvidence side(Side side) {
      return new SideEvidence(
          errors.getOrDefault(side, 0L),
          new Latencies(latencies.getOrDefault(side, new long[0])));
    }
  }

  private static Set<String> set(String paths) {
    return new TreeSet<>(List.of(paths.split(BETWEEN, -1)));
  }
}
