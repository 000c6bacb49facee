package dev.ficus.gateway.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How often a target that fails is asked. */
class CopyCountsTest {

  private static final int MOST = 64;

  private long now;
  private final CopyCounts counts = new CopyCounts(new CopyRoom(1 << 20), () -> now);

  /** How many copies begin in so much time, if each fails at once and there is always one more. */
  private int failing(int seconds) {
    int begun = 0;
    long end = now + TimeUnit.SECONDS.toNanos(seconds);
    for (; now < end; now += TimeUnit.MILLISECONDS.toNanos(1)) {
      while (counts.begin(MOST, 1)) {
        counts.fail(1);
        begun++;
      }
    }
    return begun;
  }

  @Test
  void aTargetThatOnlyFailsIsAskedNowAndThen() {
    assertThat(failing(1)).isBetween(MOST, MOST + 5);
    assertThat(failing(10)).isBetween(38, 41);
  }

  @Test
  void oneThatAnswersAtTimesIsAskedMoreOften() {
    failing(1);
    assertThat(counts.begin(MOST, 1)).isFalse();
    now += TimeUnit.SECONDS.toNanos(1);
    assertThat(counts.begin(MOST, 1)).isTrue();
    counts.end(1);
    // After what is left of the long pause, and until as many have failed in a row again.
    assertThat(failing(1)).isBetween(MOST * 3 / 4 - 3, MOST * 3 / 4 + 3);
    assertThat(failing(10)).isBetween(MOST / 4 + 38, MOST / 4 + 42);
  }

  @Test
  void oneThatIsWellAgainIsSoonAskedAsOftenAsItMayBe() {
    failing(5);
    int most = 0;
    for (int millis = 0; millis < 2_000; millis++) {
      now += TimeUnit.MILLISECONDS.toNanos(1);
      int underWay = 0;
      while (counts.begin(MOST, 1)) {
        underWay++;
      }
      for (int i = 0; i < underWay; i++) {
        counts.end(1);
      }
      most = Math.max(most, underWay);
    }
    assertThat(most).isEqualTo(MOST);
  }

  @Test
  void aFewPlacesComeBackOnceASecondAtLeast() {
    CopyCounts few = new CopyCounts(new CopyRoom(1 << 20), () -> now);
    assertThat(few.begin(1, 1)).isTrue();
    few.fail(1);
    assertThat(few.begin(1, 1)).isTrue();
    few.fail(1);
    assertThat(few.begin(1, 1)).isFalse();
    now += TimeUnit.SECONDS.toNanos(1);
    assertThat(few.begin(1, 1)).isTrue();
  }
}
