package dev.ficus.gateway.parity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Adds evidence up in memory; one second passes between the first count and any look. */
public final class MemoryEvidence implements EvidenceStore {

  private final Map<EvidenceKey, Map<String, Long>> counts = new ConcurrentHashMap<>();
  private final Map<EvidenceKey, List<DifferenceSample>> samples = new ConcurrentHashMap<>();
  private final Map<String, Epoch> epochs = new ConcurrentHashMap<>();

  public void clear() {
    counts.clear();
    samples.clear();
    epochs.clear();
  }

  @Override
  public void add(EvidenceKey key, Map<String, Long> more) {
    counts.merge(
        key,
        Map.copyOf(more),
        (a, b) -> {
          Map<String, Long> sum = new HashMap<>(a);
          b.forEach((name, count) -> sum.merge(name, count, Long::sum));
          return sum;
        });
  }

  @Override
  public Counted read(EvidenceKey key) {
    Map<String, Long> its = counts.getOrDefault(key, Map.of());
    return new Counted(its, its.isEmpty() ? 0 : 1_000);
  }

  @Override
  public Map<String, Epoch> epochs() {
    return Map.copyOf(epochs);
  }

  @Override
  public void reset(String route) {
    epochs.merge(
        route, new Epoch(1, ""), (known, _) -> new Epoch(known.reset() + 1, known.build()));
  }

  @Override
  public void builds(String route, String build) {
    epochs.merge(route, new Epoch(0, build), (known, _) -> new Epoch(known.reset(), build));
  }

  @Override
  public void keep(EvidenceKey key, DifferenceSample sample) {
    samples.computeIfAbsent(key, _ -> new ArrayList<>()).add(sample);
  }

  @Override
  public List<DifferenceSample> samples(EvidenceKey key) {
    return samples.getOrDefault(key, List.of());
  }
}
