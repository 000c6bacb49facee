package dev.ficus.gateway.redis;

import dev.ficus.gateway.parity.DifferenceSample;
import dev.ficus.gateway.parity.EvidenceKey;
import dev.ficus.gateway.parity.EvidenceStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Evidence as a hash of counts for each route and cutover, and one for what is known of legacy by
 * itself. The first expires a week after the last count; samples of differences do so after a day.
 */
public final class RedisEvidence implements EvidenceStore {

  private static final Duration KEPT = Duration.ofDays(7);

  /** Once the target has all clients, nothing is added to it, and it is still compared with. */
  private static final Duration LEGACY_KEPT = Duration.ofDays(90);

  private static final Duration SAMPLES_KEPT = Duration.ofDays(1);
  private static final int MOST_FIELDS = 4_000;
  private static final int SAMPLES_OF_A_PATH = 5;
  private static final String SINCE = "since";
  private static final String RESET = "reset:";
  private static final String BUILD = "build:";

  private static final RedisScript ADD = RedisScript.load("evidence.lua");
  private static final RedisScript SAMPLE = RedisScript.load("sample.lua");

  private final RedisLink link;
  private final GuardedWrites writes;
  private final RedisKeys keys;

  public RedisEvidence(RedisLink link, String fleet) {
    this.link = link;
    writes = new GuardedWrites(link);
    keys = new RedisKeys(fleet);
  }

  @Override
  public void add(EvidenceKey key, Map<String, Long> counts) {
    List<String> arguments = new ArrayList<>();
    Duration kept = key.isOfLegacy() ? LEGACY_KEPT : KEPT;
    arguments.add(Long.toString(kept.toMillis()));
    arguments.add(Integer.toString(MOST_FIELDS));
    counts.forEach(
        (name, count) -> {
          arguments.add(name);
          arguments.add(Long.toString(count));
        });
    var _ = writes.run(ADD, List.of(keys.evidence(key)), arguments);
  }

  @Override
  public Counted read(EvidenceKey key) {
    Map<String, String> fields = link.read(c -> c.hgetall(keys.evidence(key)));
    if (fields.isEmpty()) {
      return new Counted(Map.of(), 0);
    }
    List<String> time = link.read(c -> c.time());
    long now = Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
    Map<String, Long> counts = new HashMap<>();
    fields.forEach((name, count) -> counts.put(name, Long.parseLong(count)));
    Long since = counts.remove(SINCE);
    return new Counted(counts, since == null ? 0 : Math.max(1, now - since));
  }

  @Override
  public Map<String, Epoch> epochs() {
    Map<String, Epoch> epochs = new HashMap<>();
    link.read(c -> c.hgetall(keys.evidenceEpochs()))
        .forEach(
            (field, value) -> {
              if (field.startsWith(RESET)) {
                epochs.merge(
                    field.substring(RESET.length()),
                    new Epoch(Long.parseLong(value), ""),
                    (known, its) -> new Epoch(its.reset(), known.build()));
              } else if (field.startsWith(BUILD)) {
                epochs.merge(
                    field.substring(BUILD.length()),
                    new Epoch(0, value),
                    (known, its) -> new Epoch(known.reset(), its.build()));
              }
            });
    return epochs;
  }

  @Override
  public void reset(String route) {
    var _ = writes.command("HINCRBY", keys.evidenceEpochs(), List.of(RESET + route, "1"));
  }

  @Override
  public void builds(String route, String build) {
    var _ = writes.command("HSET", keys.evidenceEpochs(), List.of(BUILD + route, build));
  }

  @Override
  public void keep(EvidenceKey key, DifferenceSample sample) {
    String document = EvidenceDocuments.write(sample);
    String its = keys.samples(key);
    String field = sample.path() + "\n" + Math.floorMod(document.hashCode(), SAMPLES_OF_A_PATH);
    var _ =
        writes.run(
            SAMPLE, List.of(its), List.of(Long.toString(SAMPLES_KEPT.toMillis()), field, document));
  }

  @Override
  public List<DifferenceSample> samples(EvidenceKey key) {
    return link.read(c -> c.hvals(keys.samples(key))).stream()
        .map(EvidenceDocuments::readSample)
        .toList();
  }
}
