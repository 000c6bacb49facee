package dev.ficus.gateway.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.migration.GateReport.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often gates of both sides, and the judgement of noise, are wrong: by simulation, with the
 * gates themselves, looked at as a plan does.
 */
class SidesStudyTest {

  private static final int RUNS = 10_000;
  private static final double GROWTH = 1.5;

  private enum End {
    PROMOTED,
    ROLLED_BACK,
    WAITING
  }

  /** Gathers as many samples more, and shows what has been gathered. */
  private interface Gathering {
    Evidence more(int samples, SplittableRandom random);
  }

  private static int count(Gate gate, Supplier<Gathering> sides, int hold, int looks, End wanted) {
    SplittableRandom random = new SplittableRandom(hold);
    int count = 0;
    for (int run = 0; run < RUNS; run++) {
      count += run(gate, sides.get(), hold, looks, random) == wanted ? 1 : 0;
    }
    return count;
  }

  private static End run(Gate gate, Gathering sides, int hold, int looks, SplittableRandom random) {
    int gathered = 0;
    double due = hold;
    for (int look = 0; look < looks; look++) {
      Evidence evidence = sides.more((int) due - gathered, random);
      gathered = (int) due;
      // A failure is looked for more often than that, which its sequence allows for.
      Verdict verdict = gate.judge(evidence, Proportion.zOfLook(look)).verdict();
      if (verdict == Verdict.FAIL) {
        return End.ROLLED_BACK;
      }
      if (verdict == Verdict.PASS) {
        return End.PROMOTED;
      }
      due *= GROWTH;
    }
    return End.WAITING;
  }

  private static Evidence evidence(SideEvidence legacy, SideEvidence target) {
    return new Evidence(
        0,
        Map.of(),
        Map.of(),
        Noise.UNKNOWN,
        legacy,
        target,
        SideEvidence.NOTHING,
        Map.of(),
        Duration.ofSeconds(10));
  }

  /** Calls that fail at a rate. */
  private static final class Calls {
    private final double rate;
    private long errors;
    private long calls;

    Calls(double rate) {
      this.rate = rate;
    }

    SideEvidence more(int samples, SplittableRandom random) {
      calls += samples;
      for (double next = gap(random); next <= samples; next += gap(random)) {
        errors++;
      }
      long[] answered = new long[Latencies.BUCKETS];
      answered[100] = calls - errors;
      return new SideEvidence(errors, new Latencies(answered));
    }

    private double gap(SplittableRandom random) {
      return rate == 0
          ? Double.MAX_VALUE
          : Math.ceil(Math.log1p(-random.nextDouble()) / Math.log1p(-rate));
    }
  }

  /** The limit is half a percentage point. */
  @ParameterizedTest
  @CsvSource({
    "0.01, 0.015, 2000, PROMOTED, 0, 100",
    "0.001, 0.006, 2000, PROMOTED, 0, 100",
    "0.01, 0.015, 500, ROLLED_BACK, 0, 100",
    "0.01, 0.01, 500, ROLLED_BACK, 0, 100",
    "0.001, 0.001, 3000, PROMOTED, 9900, 10000",
    "0.001, 0.05, 2000, ROLLED_BACK, 9900, 10000"
  })
  void errorRates(double legacy, double target, int hold, End end, int least, int most) {
    Gate gate = Gate.of(Map.of("errorRateIncrease", "0.5pp")).getFirst();
    int ended =
        count(
            gate,
            () -> {
              Calls ofLegacy = new Calls(legacy);
              Calls ofTarget = new Calls(target);
              return (samples, random) ->
                  evidence(ofLegacy.more(samples, random), ofTarget.more(samples, random));
            },
            hold,
            6,
            end);
    System.out.printf(
        "errors %.2f %% and %.2f %%, first look at %,d: %s %d of %,d%n",
        100 * legacy, 100 * target, hold, end, ended, RUNS);
    assertThat(ended).isBetween(least, most);
  }

  /** Times as a log-normal distribution has them, drawn by bucket. */
  private static final class Times {
    private static final int DRAWN = 1 << 14;
    private static final int[][] BUCKETS = new int[200][];

    private final int[] buckets;
    private final long[] counts = new long[Latencies.BUCKETS];

    Times(double median) {
      int index = (int) Math.round(100 * median);
      if (BUCKETS[index] == null) {
        BUCKETS[index] = draw(median);
      }
      buckets = BUCKETS[index];
    }

    private static int[] draw(double median) {
      int[] drawn = new int[DRAWN];
      SplittableRandom random = new SplittableRandom(1);
      double[] normal = new double[DRAWN];
      Arrays.setAll(normal, _ -> random.nextGaussian());
      Arrays.setAll(
          drawn, i -> Latencies.bucket((long) (10e6 * median * Math.exp(0.5 * normal[i]))));
      return drawn;
    }

    SideEvidence more(int samples, SplittableRandom random) {
      for (int i = 0; i < samples; i++) {
        counts[buckets[random.nextInt(DRAWN)]]++;
      }
      return new SideEvidence(0, new Latencies(counts));
    }
  }

  /** The limit is 1.2 times legacy's 95th percentile. */
  @ParameterizedTest
  @CsvSource({
    "1.2, 500, PROMOTED, 0, 100",
    "1.2, 2000, PROMOTED, 0, 100",
    "1.2, 300, ROLLED_BACK, 0, 100",
    "1.0, 300, ROLLED_BACK, 0, 100",
    "1.0, 2000, PROMOTED, 9900, 10000",
    "1.9, 2000, ROLLED_BACK, 9900, 10000"
  })
  void latencies(double ratio, int hold, End end, int least, int most) {
    Gate gate = Gate.of(Map.of("p95Ratio", "1.2")).getFirst();
    int ended =
        count(
            gate,
            () -> {
              Times legacy = new Times(1);
              Times target = new Times(ratio);
              return (samples, random) ->
                  evidence(legacy.more(samples, random), target.more(samples, random));
            },
            hold,
            5,
            end);
    System.out.printf(
        "ratio %.2f, first look at %,d: %s %d of %,d%n", ratio, hold, end, ended, RUNS);
    assertThat(ended).isBetween(least, most);
  }

  private static final double[] NOISES = {0.02, 0.1, 0.3, 0.5, 0.9};

  /** Every twentieth request goes to legacy twice, and somebody looks every two hundred. */
  private static boolean everTaken(SplittableRandom random, double more) {
    int[] between = new int[NOISES.length];
    int[] alone = new int[NOISES.length];
    for (int n = 200; n <= 4_000; n += 200) {
      Map<String, Long> seen = new HashMap<>();
      for (int i = 0; i < NOISES.length; i++) {
        between[i] += hits(Math.min(1, NOISES[i] + (i == 1 ? more : 0)), 200, random);
        alone[i] += hits(NOISES[i], 10, random);
        if (alone[i] > 0) {
          seen.put("/" + i, (long) alone[i]);
        }
      }
      Noise noise = new Noise(n / 20, seen, true);
      for (int i = 0; i < NOISES.length; i++) {
        if (alone[i] > 0 && !noise.explains("/" + i, new Proportion(between[i], n))) {
          return true;
        }
      }
    }
    return false;
  }

  private static int hits(double rate, int of, SplittableRandom random) {
    int hits = 0;
    for (int i = 0; i < of; i++) {
      hits += random.nextDouble() < rate ? 1 : 0;
    }
    return hits;
  }

  @Test
  void noiseIsHardlyEverTakenForAMismatchHoweverOftenOneLooks() {
    int runs = RUNS;
    SplittableRandom random = new SplittableRandom(7);
    int wrong = 0;
    int right = 0;
    for (int run = 0; run < runs; run++) {
      wrong += everTaken(random, 0) ? 1 : 0;
      right += run < 1_000 && everTaken(random, 0.4) ? 1 : 0;
    }
    System.out.printf(
        "noise taken for a mismatch in %d of %,d runs, a mismatch at a noisy path seen in %d of"
            + " 1,000%n",
        wrong, runs, right);
    assertThat(wrong).isLessThanOrEqualTo(runs / 100);
    assertThat(right).isGreaterThanOrEqualTo(990);
  }
}
