package dev.ficus.gateway.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

  private static final RetrySchedule EXACT =
      new RetrySchedule(10, Duration.ofSeconds(5), 3, Duration.ofHours(1), 0);

  /** Draws always the same. */
  private static RandomGenerator drawing(double value) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return 0;
      }

      @Override
      public double nextDouble() {
        return value;
      }
    };
  }

  @Test
  void growsByTheFactorUpToTheMaximum() {
    long[] seconds = {5, 15, 45, 135, 405, 1_215, 3_600, 3_600, 3_600};
    for (int attempt = 1; attempt <= seconds.length; attempt++) {
      assertThat(EXACT.pauseAfter(attempt, null, drawing(0.3)))
          .isEqualTo(Duration.ofSeconds(seconds[attempt - 1]));
    }
    assertThat(EXACT.pauseAfter(5_000, null, drawing(0))).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void jitterGoesBothWays() {
    RetrySchedule jittered =
        new RetrySchedule(10, Duration.ofSeconds(10), 2, Duration.ofHours(1), 0.2);
    assertThat(jittered.pauseAfter(1, null, drawing(0))).isEqualTo(Duration.ofSeconds(8));
    assertThat(jittered.pauseAfter(1, null, drawing(0.5))).isEqualTo(Duration.ofSeconds(10));
    Random random = new Random(7);
    assertThat(
            random
                .doubles(1_000)
                .mapToObj(d -> jittered.pauseAfter(1, null, drawing(d)))
                .distinct())
        .hasSizeGreaterThan(500)
        .allMatch(p -> p.toMillis() >= 8_000 && p.toMillis() <= 12_000);
  }

  @Test
  void retryAfterIsNeverCutShortButDoesNotLastForEver() {
    assertThat(EXACT.pauseAfter(1, Duration.ofMinutes(2), drawing(0)))
        .isEqualTo(Duration.ofMinutes(2));
    assertThat(EXACT.pauseAfter(3, Duration.ofSeconds(1), drawing(0)))
        .isEqualTo(Duration.ofSeconds(45));
    assertThat(EXACT.pauseAfter(1, Duration.ofHours(5), drawing(0)))
        .as("longer than the schedule's own maximum")
        .isEqualTo(Duration.ofHours(5));
    assertThat(EXACT.pauseAfter(1, Duration.ofDays(400), drawing(0)))
        .isEqualTo(RetrySchedule.LONGEST_RETRY_AFTER);
  }

  @Test
  void attemptsAreCountedWithTheFirst() {
    assertThat(EXACT.hasNextAfter(9)).isTrue();
    assertThat(EXACT.hasNextAfter(10)).isFalse();
    assertThat(EXACT.hasNextAfter(11)).isFalse();
  }

  @Test
  void nonsenseIsRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new RetrySchedule(0, second, 3, second, 0))
        .hasMessageContaining("attempts");
    assertThatThrownBy(() -> new RetrySchedule(1, second, 3, Duration.ZERO, 0))
        .hasMessageContaining("max");
    assertThatThrownBy(() -> new RetrySchedule(1, second, 0.5, second, 0))
        .hasMessageContaining("factor");
    assertThatThrownBy(() -> new RetrySchedule(1, second, Double.NaN, second, 0))
        .hasMessageContaining("factor");
    assertThatThrownBy(() -> new RetrySchedule(1, second, 3, second, 1.1))
        .hasMessageContaining("jitter");
  }
}
