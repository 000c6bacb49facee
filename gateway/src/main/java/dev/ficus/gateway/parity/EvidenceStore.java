package dev.ficus.gateway.parity;

import java.util.List;
import java.util.Map;

/**
 * Where the fleet's evidence is added up. All of it blocks, and throws an unchecked exception when
 * the store cannot be reached.
 */
public interface EvidenceStore {

  /** Adds counts to counts. */
  void add(EvidenceKey key, Map<String, Long> counts);

  /** The counts, and how long ago the first was added. */
  Counted read(EvidenceKey key);

  /**
   * What has been counted.
   *
   * @param ageMillis zero if nothing has
   */
  record Counted(Map<String, Long> counts, long ageMillis) {}

  /**
   * How often each route's evidence has been thrown away, and which build its target last showed.
   */
  Map<String, Epoch> epochs();

  record Epoch(long reset, String build) {
    public static final Epoch FIRST = new Epoch(0, "");
  }

  /** Throws a route's evidence away. */
  void reset(String route);

  /** A route's target has shown a build that is new. */
  void builds(String route, String build);

  /** Keeps a sample of a difference, as one of a few for its path. */
  void keep(EvidenceKey key, DifferenceSample sample);

  /** The samples that are kept, in no order. */
  List<DifferenceSample> samples(EvidenceKey key);
}
