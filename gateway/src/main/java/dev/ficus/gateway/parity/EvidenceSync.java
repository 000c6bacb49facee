package dev.ficus.gateway.parity;

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

  /** One round; throws what the store throws, and loses nothing by it. */
  public void run() {
    for (Observation observation : observations.all()) {
      handOver(observation.counters());
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

  private void handOver(Counters counters) {
    Map<String, Long> counts = counters.drain();
    if (counts.isEmpty()) {
      return;
    }
    try {
      store.add(counters.key(), counts);
    } catch (RuntimeException e) {
      counters.restore(counts);
      throw e;
    }
  }

  private void learnNoise() {
    for (Observation observation : observations.all()) {
      if (observation.learnsNoise()) {
        observation.noisy(EvidenceFields.read(store.read(observation.key())).noisyPaths());
      }
    }
  }
}
