package dev.ficus.gateway.parity;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Hands over what this instance has counted, and takes up what the fleet knows; called about once a
 * second by one thread, which may wait for the store.
 */
public final class EvidenceSync {

  /** Every so many rounds the noise that the fleet has learned is taken up. */
  private static final int ROUNDS_PER_LESSON = 3;

  private final Observations observations;
  private final EvidenceStore store;
  private final SampleBook samples;
  private int round;

  public EvidenceSync(Observations observations, EvidenceStore store, SampleBook samples) {
    this.observations = observations;
    this.store = store;
    this.samples = samples;
  }

  /**
   * One round; throws what the store throws, and loses nothing by it but, at worst, some of what is
   * known of legacy by itself.
   */
  public void run() {
    for (Observation observation : observations.all()) {
      handOver(observation);
      String build = observation.newBuild();
      if (build != null && !Objects.equals(build, observation.key().build())) {
        store.builds(observation.key().route(), build);
      }
    }
    if (!observations.all().isEmpty()) {
      observations.follow(store.epochs());
    }
    samples.handOver(store);
    if (round++ % ROUNDS_PER_LESSON == 0) {
      learnNoise();
    }
  }

  private void handOver(Observation observation) {
    Counters counters = observation.counters();
    Map<String, Long> counts = counters.drain();
    if (counts.isEmpty()) {
      return;
    }
    Map<String, Long> since = new HashMap<>(counts);
    Map<String, Long> ofLegacy = new HashMap<>();
    boolean whole = observation.showsLegacyWhole() && observation.isGated();
    counts.forEach(
        (name, count) -> {
          if (EvidenceFields.isOfNoise(name)) {
            since.remove(name);
            ofLegacy.put(name, count);
          } else if (whole && EvidenceFields.isOfLegacy(name)) {
            ofLegacy.put(name, count);
          }
        });
    add(counters, counters.key(), since, counts);
    since.keySet().forEach(counts::remove);
    add(counters, counters.key().ofLegacy(), ofLegacy, counts);
  }

  private void add(Counters from, EvidenceKey key, Map<String, Long> counts, Map<String, Long> left) {
    if (counts.isEmpty()) {
      return;
    }
    try {
      store.add(key, counts);
    } catch (RuntimeException e) {
      from.restore(left);
      throw e;
    }
  }

  private void learnNoise() {
    for (Observation observation : observations.all()) {
      if (observation.learnsNoise()) {
        observation.noisy(EvidenceFields.read(store, observation.key()).noisyPaths());
      }
    }
  }
}
