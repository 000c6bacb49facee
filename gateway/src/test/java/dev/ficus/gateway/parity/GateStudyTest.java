package dev.ficus.gateway.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.migration.GateReport.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often a gate is wrong, by simulation of a plan: a first look when the hold is over, and
 * others each time that evidence has grown by half; a failure is looked for after every fifty
 * samples.
 */
class GateStudyTest {

  private static final int RUNS = 10_000;
  private static final int MOST_SAMPLES = 40_000;
  private static final int STEP = 50;
  private static final double LIMIT = 0.01;

  private final Gate gate = Gate.of(Map.of("mismatchRate", "1%")).getFirst();

  /** How many mismatches it takes to fail, by how often fifty samples have been seen. */
  private static final long[] FAILS_AT = failsAt();

  private static long[] failsAt() {
    long[] least = new long[MOST_SAMPLES / STEP + 1];
    long hits = 1;
    for (int i = 1; i < least.length; i++) {
      int n = i * STEP;
      while (new Proportion(hits, n).alwaysAbove(Gate.ALPHA) <= LIMIT) {
        hits++;
      }
      least[i] = hits;
    }
    return least;
  }

  private enum End {
    PROMOTED,
    ROLLED_BACK,
    WAITING
  }

  @ParameterizedTest
  @CsvSource({
    "0.010, 536",
    "0.010, 1000",
    "0.011, 536",
    "0.0125, 2000",
    "0.015, 536",
    "0.02, 5000"
  })
  void hardlyEverPassesWhatIsOverItsLimit(double rate, int hold) {
    int wrong = count(rate, hold, End.PROMOTED);
    System.out.printf("rate %.4f, first look at %,d: passed %d of %,d%n", rate, hold, wrong, RUNS);
    assertThat(wrong).isLessThanOrEqualTo(RUNS / 100);
  }

  /** Whatever the limit, and even if no failure ever came first. */
  @ParameterizedTest
  @CsvSource({"0.01, 3000", "0.05, 130", "0.05, 1000", "0.1, 60", "0.1, 1000"})
  void hardlyEverPassesWhatIsJustAtItsLimit(double limit, int hold) {
    SplittableRandom random = new SplittableRandom(Double.hashCode(limit) * 31L + hold);
    int wrong = 0;
    for (int run = 0; run < RUNS; run++) {
      wrong += run(limit, limit, hold, false, random) == End.PROMOTED ? 1 : 0;
    }
    System.out.printf(
        "limit and rate %.2f, first look at %,d: passed %d of %,d%n", limit, hold, wrong, RUNS);
    assertThat(wrong).isLessThanOrEqualTo(RUNS / 100);
  }

  @ParameterizedTest
  @CsvSource({"0.010, 100000", "0.008, 100000", "0.005, 100000", "0.010, 536", "0.005, 536"})
  void hardlyEverFailsWhatIsWithinItsLimit(double rate, int hold) {
    int wrong = count(rate, hold, End.ROLLED_BACK);
    System.out.printf("rate %.4f, first look at %,d: failed %d of %,d%n", rate, hold, wrong, RUNS);
    assertThat(wrong).isLessThanOrEqualTo(RUNS / 100);
  }

  /** What the errors above are worth: a gate that never decides would not make any. */
  @ParameterizedTest
  @CsvSource({"0.001, 2000, PROMOTED, 9900", "0.05, 2000, ROLLED_BACK, 9900"})
  void nearlyAlwaysDecidesWhatIsClear(double rate, int hold, End end, int atLeast) {
    int right = count(rate, hold, end);
    System.out.printf("rate %.4f, first look at %,d: %s %d of %,d%n", rate, hold, end, right, RUNS);
    assertThat(right).isGreaterThanOrEqualTo(atLeast);
  }

  private int count(double rate, int hold, End wanted) {
    SplittableRandom random = new SplittableRandom(Double.hashCode(rate) * 31L + hold);
    int count = 0;
    for (int run = 0; run < RUNS; run++) {
      count += run(rate, LIMIT, hold, true, random) == wanted ? 1 : 0;
    }
    return count;
  }

  private static End run(
      double rate, double limit, int hold, boolean mayFail, SplittableRandom random) {
    long hits = 0;
    double due = hold;
    int look = 0;
    // Sums of geometric steps: much faster than to draw each sample.
    double next = gap(rate, random);
    for (int n = STEP; n <= MOST_SAMPLES; n += STEP) {
      while (next <= n) {
        hits++;
        next += gap(rate, random);
      }
      if (mayFail && hits >= FAILS_AT[n / STEP]) {
        return End.ROLLED_BACK;
      }
      if (n >= due) {
        if (new Proportion(hits, n).upper(Proportion.zOfLook(look)) <= limit) {
          return End.PROMOTED;
        }
        look++;
        due = n * 1.5;
      }
    }
    return End.WAITING;
  }

  private static double gap(double rate, SplittableRandom random) {
    return Math.ceil(Math.log1p(-random.nextDouble()) / Math.log1p(-rate));
  }

  /** The gate itself decides as the simulation does. */
  @Test
  void theGateDecidesByTheseBounds() {
    for (int n = 100; n < 5_000; n += 331) {
      for (int hits = 0; hits < n / 10; hits += 3) {
        Proportion seen = new Proportion(hits, n);
        Verdict expected =
            seen.alwaysAbove(Gate.ALPHA) > LIMIT
                ? Verdict.FAIL
                : seen.upper(Proportion.Z99) <= LIMIT ? Verdict.PASS : Verdict.INCONCLUSIVE;
        assertThat(gate.judge(evidence(hits, n), Proportion.Z99).verdict()).isEqualTo(expected);
      }
    }
  }

  private static Evidence evidence(long hits, long of) {
    return new Evidence(
        of,
        hits == 0 ? Map.of() : Map.of(Set.of("/a"), hits),
        hits == 0 ? Map.of() : Map.of("/a", hits),
        Noise.UNKNOWN,
        SideEvidence.NOTHING,
        SideEvidence.NOTHING,
        SideEvidence.NOTHING,
        Map.of(),
        Duration.ofSeconds(10));
  }
}
