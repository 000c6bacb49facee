package dev.ficus.gateway.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.Weight;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CircuitPolicyTest {

  private static CircuitSpec spec(
      @Nullable Integer minimumCalls, @Nullable Weight rate, @Nullable Integer failures) {
    return new CircuitSpec(
        CircuitSpec.Mode.ON,
        null,
        null,
        minimumCalls,
        rate,
        failures,
        null,
        null,
        null,
        null,
        null);
  }

  private static CallCounts counts(long calls, long failures) {
    return new CallCounts(calls, failures, 0);
  }

  @Test
  void whatAFileDoesNotSayHasItsDefault() {
    CircuitPolicy policy = CircuitPolicy.of(spec(null, null, null));
    assertThat(policy).isEqualTo(CircuitPolicy.DEFAULT);
    assertThat(policy.window()).isEqualTo(Duration.ofSeconds(10));
    assertThat(policy.minimumCalls()).isEqualTo(20);
    assertThat(policy.openFor()).isEqualTo(Duration.ofSeconds(15));
    assertThat(policy.probes()).isEqualTo(3);
  }

  @Test
  void halfOfTwentyCallsOpensIt() {
    CircuitPolicy policy = CircuitPolicy.DEFAULT;
    assertThat(policy.isExceededBy(counts(19, 19))).isFalse();
    assertThat(policy.isExceededBy(counts(20, 9))).isFalse();
    assertThat(policy.isExceededBy(counts(20, 10))).isTrue();
    assertThat(policy.isExceededBy(counts(0, 0))).isFalse();
  }

  @Test
  void countNeedsNoMinimumAndTakesThePlaceOfTheRate() {
    CircuitPolicy policy = CircuitPolicy.of(spec(null, null, 5));
    assertThat(policy.isExceededBy(counts(5, 5))).isTrue();
    assertThat(policy.isExceededBy(counts(100_000, 5))).isTrue();
    assertThat(policy.isExceededBy(counts(4, 4))).isFalse();
    assertThat(policy.failureRate()).isNull();
  }

  @Test
  void rateOfZeroStillNeedsAFailure() {
    CircuitPolicy policy = CircuitPolicy.of(spec(1, Weight.NONE, null));
    assertThat(policy.isExceededBy(counts(100, 0))).isFalse();
    assertThat(policy.isExceededBy(counts(100_000, 1))).isTrue();
  }

  @Test
  void slowCallsOpenItOnlyWhereTheyAreSaidToMatter() {
    CallCounts slow = new CallCounts(20, 0, 20);
    assertThat(CircuitPolicy.DEFAULT.isExceededBy(slow)).isFalse();
    CircuitSpec said =
        new CircuitSpec(
            CircuitSpec.Mode.ON,
            null,
            null,
            null,
            null,
            null,
            Duration.ofSeconds(2),
            new Weight(2_000),
            null,
            null,
            null);
    CircuitPolicy policy = CircuitPolicy.of(said);
    assertThat(policy.isExceededBy(slow)).isTrue();
    assertThat(policy.isExceededBy(new CallCounts(20, 0, 4))).isTrue();
    assertThat(policy.isExceededBy(new CallCounts(20, 0, 3))).isFalse();
  }

  @Test
  void oneMoreFailureNeverSavesIt() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      CircuitPolicy policy =
          CircuitPolicy.of(
              spec(
                  1 + random.nextInt(50),
                  random.nextBoolean() ? new Weight(random.nextInt(10_001)) : null,
                  random.nextBoolean() ? 1 + random.nextInt(20) : null));
      int calls = random.nextInt(100);
      int failures = random.nextInt(calls + 1);
      if (policy.isExceededBy(counts(calls, failures))) {
        assertThat(policy.isExceededBy(counts(calls + 1, failures + 1)))
            .as("%s after %d of %d", policy, failures, calls)
            .isTrue();
      }
    }
  }

  @Test
  void pausesDoubleUpToTheCapAndJitterOnlyMakesThemLonger() {
    CircuitPolicy policy = CircuitPolicy.DEFAULT;
    assertThat(policy.pause(1, 0)).isEqualTo(Duration.ofSeconds(15));
    assertThat(policy.pause(2, 0)).isEqualTo(Duration.ofSeconds(30));
    assertThat(policy.pause(3, 0)).isEqualTo(Duration.ofSeconds(60));
    assertThat(policy.pause(4, 0)).isEqualTo(Duration.ofSeconds(120));
    assertThat(policy.pause(5, 0)).isEqualTo(Duration.ofSeconds(120));
    assertThat(policy.pause(1_000_000, 1)).isEqualTo(Duration.ofSeconds(132));
    Random random = new Random(2);
    for (int i = 0; i < 10_000; i++) {
      int trips = 1 + random.nextInt(100);
      assertThat(policy.pause(trips, random.nextDouble()))
          .isBetween(policy.pause(trips, 0), policy.pause(trips, 1));
    }
  }

  @Test
  void durationsThatAreOffOrTooShortAreTheShortest() {
    CircuitSpec said =
        new CircuitSpec(
            CircuitSpec.Mode.WATCH,
            null,
            Duration.ZERO,
            null,
            null,
            null,
            Duration.ZERO,
            null,
            Duration.ofMillis(1),
            null,
            null);
    CircuitPolicy policy = CircuitPolicy.of(said);
    assertThat(policy.window()).isEqualTo(Duration.ofMillis(100));
    assertThat(policy.openFor()).isEqualTo(Duration.ofMillis(100));
    assertThat(policy.declared()).isEqualTo(CircuitMode.WATCH);
    assertThatThrownBy(() -> new CircuitKey("a/b", null))
        .hasMessageContaining("expected: a name without '/'");
  }
}
