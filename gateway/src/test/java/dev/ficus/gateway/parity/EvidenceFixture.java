package dev.ficus.gateway.parity;

import java.util.Map;
import java.util.Objects;

/** Puts evidence where tests of other rooms can find it. */
public final class EvidenceFixture {

  private static volatile Observations observations;
  private static volatile MemoryEvidence store;

  private EvidenceFixture() {}

  public static void use(Observations its, MemoryEvidence evidence) {
    observations = its;
    store = evidence;
  }

  private static EvidenceKey key(String route) {
    return Objects.requireNonNull(observations.of(route)).key();
  }

  public static void count(String route, Map<String, Long> counts) {
    store.add(key(route), counts);
  }

  public static void keep(String route, DifferenceSample sample) {
    store.keep(key(route), sample);
  }
}
