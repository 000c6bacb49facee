package dev.ficus.gateway.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ficus.gateway.migration.GateReport.Verdict;
import dev.ficus.gateway.route.CompareSpec;
import dev.ficus.gateway.route.Side;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvidenceTest {

  private final Map<String, Long> counts = new HashMap<>();

  @Test
  void whatIsCountedIsReadBack() {
    Counters counters = new Counters(new EvidenceKey("r", 1, "f", 0, ""));
    counters.answered(Side.LEGACY, 1_000_000);
    counters.answered(Side.TARGET, 2_000_000);
    counters.failed(Side.TARGET);
    counters.count(EvidenceFields.COMPARED);
    counters.count(EvidenceFields.path("/a\nb"));
    counters.count(EvidenceFields.kind(List.of("/a\nb", "status")));
    counters.count(EvidenceFields.dropped("busy"));
    Map<String, Long> drained = counters.drain();
    assertThat(counters.drain()).isEmpty();
    counters.restore(drained);
    assertThat(counters.drain()).isEqualTo(drained);

    Evidence evidence = EvidenceFields.read(new EvidenceStore.Counted(drained, 2_000));
    assertThat(evidence.compared()).isEqualTo(1);
    assertThat(evidence.mismatches()).isEqualTo(new Proportion(1, 1));
    assertThat(evidence.byPath()).containsOnly(Map.entry("/a b", 1L));
    assertThat(evidence.legacy().calls()).isEqualTo(1);
    assertThat(evidence.target().errorRate()).isEqualTo(new Proportion(1, 2));
    assertThat(evidence.target().latencies().quantile(1)).isCloseTo(2, within(0.2));
    assertThat(evidence.dropped()).containsEntry("busy", 1L);
  }

  @Test
  void kindsHaveAnEnd() {
    Counters counters = new Counters(new EvidenceKey("r", 1, "f", 0, ""));
    for (int i = 0; i < 5_000; i++) {
      counters.count(EvidenceFields.COMPARED);
      counters.count(EvidenceFields.path("/k" + i));
      counters.count(EvidenceFields.kind(List.of("/k" + i)));
    }
    Map<String, Long> drained = counters.drain();
    assertThat(drained).hasSizeLessThan(1_010);
    Evidence evidence = EvidenceFields.read(new EvidenceStore.Counted(drained, 1));
    assertThat(evidence.mismatches()).isEqualTo(new Proportion(5_000, 5_000));
    // What has been handed over makes room.
    counters.count(EvidenceFields.kind(List.of("/new")));
    assertThat(counters.drain()).containsOnlyKeys("kind:/new");
  }

  @Test
  void kindsThatWereTooManyToBeToldAreNoiseIfAllTheirPathsAre() {
    counts.put("compared", 1_000L);
    counts.put("kind:(other)", 600L);
    counts.put("kind:/at\n/by", 200L);
    counts.put("path:/at", 700L);
    counts.put("path:/by", 500L);
    counts.put("noise", 100L);
    counts.put("noise:/at", 70L);
    counts.put("noise:/by", 50L);
    assertThat(evidence().mismatches().hits()).isZero();
    // At most so many of them can have been mismatches.
    counts.put("path:/total", 40L);
    assertThat(evidence().mismatches().hits()).isEqualTo(40);
  }

  @Test
  void noiseIsTakenOutUntilThePathDiffersClearlyMoreOften() {
    counts.put("compared", 1_000L);
    counts.put("path:/at", 900L);
    counts.put("kind:/at", 900L);
    counts.put("noise", 100L);
    counts.put("noise:/at", 88L);
    assertThat(evidence().mismatches().hits()).isZero();
    assertThat(evidence().rawMismatches().hits()).isEqualTo(900);
    assertThat(evidence().noisyPaths()).containsExactly("/at");
    counts.put("noise:/at", 40L);
    assertThat(evidence().mismatches().hits()).isEqualTo(900);
    assertThat(evidence().mismatchedPaths()).extracting(Map.Entry::getKey).containsExactly("/at");
  }

  @Test
  void aMismatchBesideNoiseIsAMismatch() {
    counts.put("compared", 1_000L);
    counts.put("path:/at", 990L);
    counts.put("path:/total", 7L);
    counts.put("kind:/at", 983L);
    counts.put("kind:/at\n/total", 7L);
    counts.put("noise", 100L);
    counts.put("noise:/at", 99L);
    assertThat(evidence().mismatches().hits()).isEqualTo(7);
    CompareSpec ignoring = new CompareSpec(List.of(), List.of("/total"), List.of(), Map.of());
    assertThat(evidence().mismatchesWithout(new CompareRules(ignoring, List.of())).hits()).isZero();
  }

  @Test
  void gatesSayWhatIsMissing() {
    Gate gate = Gate.of(Map.of("mismatchRate", "1%")).getFirst();
    assertThat(gate.judge(evidence(), Proportion.Z99).message()).isEqualTo("nothing compared yet");
    counts.put("compared", 300L);
    Gate.Judgement waiting = gate.judge(evidence(), Proportion.Z99);
    assertThat(waiting.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(waiting.missing()).isEqualTo(236);
    assertThat(waiting.message()).contains("236 more samples needed, about 8 s");
    counts.put("noise", 3L);
    counts.put("compared", 600L);
    assertThat(gate.judge(evidence(), Proportion.Z99).message()).contains("noise is still being");
    // What differs may be noise: neither is it said to have failed before that is known.
    counts.put("kind:/total", 40L);
    counts.put("path:/total", 40L);
    assertThat(gate.judge(evidence(), Proportion.Z99).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    counts.remove("noise");
    Evidence unknown = evidence().withNoiseWanted(true);
    assertThat(gate.judge(unknown, Proportion.Z99).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(gate.judge(unknown, Proportion.Z99).message()).contains("30 more samples of it");
    counts.keySet().removeIf(name -> name.endsWith("/total"));
    counts.put("noise", 30L);
    assertThat(gate.judge(evidence(), Proportion.Z99).verdict()).isEqualTo(Verdict.PASS);
    counts.put("kind:/total", 40L);
    counts.put("path:/total", 40L);
    Gate.Judgement failed = gate.judge(evidence(), Proportion.Z99);
    assertThat(failed.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(failed.message()).contains("40 mismatches in 600", "/total ×40");
  }

  @Test
  void errorsAreComparedWithLegacys() {
    Gate gate = Gate.of(Map.of("errorRateIncrease", "0.5pp")).getFirst();
    calls(Side.LEGACY, 10_000, 100);
    assertThat(verdict(gate)).isEqualTo(Verdict.INCONCLUSIVE);
    calls(Side.TARGET, 10_000, 100);
    assertThat(verdict(gate)).isEqualTo(Verdict.PASS);
    calls(Side.TARGET, 10_000, 140);
    assertThat(verdict(gate)).isEqualTo(Verdict.INCONCLUSIVE);
    calls(Side.TARGET, 10_000, 400);
    assertThat(verdict(gate)).isEqualTo(Verdict.FAIL);
  }

  /** The target has all clients, and legacy answers nobody any more. */
  @Test
  void whatLegacyDidBeforeIsComparedWithWhereItDoesLittleNow() {
    Gate gate = Gate.of(Map.of("errorRateIncrease", "0.5pp")).getFirst();
    EvidenceKey key = new EvidenceKey("r", 7, "f", 0, "b");
    MemoryEvidence store = new MemoryEvidence();
    calls(Side.LEGACY, 10_000, 100);
    store.add(key.ofLegacy(), counts);
    counts.clear();
    calls(Side.TARGET, 1_000, 300);
    store.add(key, counts);
    Evidence evidence = EvidenceFields.read(store, key);
    assertThat(gate.judge(evidence, Proportion.Z99).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    Evidence alone = evidence.ofTargetAlone();
    assertThat(alone.legacy().errorRate()).isEqualTo(new Proportion(100, 10_000));
    assertThat(gate.judge(alone, Proportion.Z99).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void latencyIsComparedAtThe95thPercentile() {
    Gate gate = Gate.of(Map.of("p95Ratio", "1.2")).getFirst();
    assertThat(verdict(gate)).isEqualTo(Verdict.INCONCLUSIVE);
    latencies(Side.LEGACY, 20);
    latencies(Side.TARGET, 20);
    assertThat(verdict(gate)).isEqualTo(Verdict.PASS);
    latencies(Side.TARGET, 30);
    assertThat(verdict(gate)).isEqualTo(Verdict.FAIL);
    counts.keySet().removeIf(name -> name.startsWith("target"));
    counts.put("target:" + Latencies.bucket(20_000_000), 10L);
    Gate.Judgement few = gate.judge(evidence(), Proportion.Z99);
    assertThat(few.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(few.missing()).isEqualTo(190);
  }

  @Test
  void bucketsGrowByAnEighthOfAnOctave() {
    long[] buckets = new long[Latencies.BUCKETS];
    for (long nanos = 20_000; nanos < 200_000_000_000L; nanos = nanos * 21 / 20) {
      int bucket = Latencies.bucket(nanos);
      assertThat((double) nanos).isLessThan(Latencies.upperEdge(bucket));
      assertThat((double) nanos).isGreaterThanOrEqualTo(Latencies.upperEdge(bucket - 1));
      buckets[bucket]++;
    }
    assertThat(Latencies.bucket(Long.MAX_VALUE)).isEqualTo(Latencies.BUCKETS - 1);
    assertThat(Latencies.bucket(0)).isZero();
    assertThat(new Latencies(buckets).count()).isGreaterThan(300);
  }

  private void calls(Side side, long calls, long errors) {
    counts.put(side.word() + ":" + Latencies.bucket(5_000_000), calls - errors);
    counts.put(side.word() + ":errors", errors);
  }

  private void latencies(Side side, double meanMillis) {
    counts.keySet().removeIf(name -> name.startsWith(side.word()));
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      double millis = meanMillis * (0.9 + 0.2 * random.nextDouble());
      counts.merge(side.word() + ":" + Latencies.bucket((long) (millis * 1e6)), 1L, Long::sum);
    }
  }

  private Verdict verdict(Gate gate) {
    return gate.judge(evidence(), Proportion.Z99).verdict();
  }

  private Evidence evidence() {
    Evidence evidence = EvidenceFields.read(new EvidenceStore.Counted(counts, 10_000));
    assertThat(evidence.age()).isEqualTo(Duration.ofSeconds(10));
    return evidence;
  }
}
