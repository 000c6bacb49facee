package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisClockTest {

  private long nanos = 5_000_000_000L;
  private final RedisClock clock = new RedisClock(() -> nanos);

  @BeforeEach
  void learn() {
    clock.learn(1_000_000);
  }

  private void pass(long millis) {
    nanos += millis * 1_000_000;
  }

  @Test
  void monotonicTimeCarriesItOn() {
    pass(250);
    assertThat(clock.read()).isEqualTo(1_000_250);
  }

  @Test
  void slowAnswerDoesNotHoldItBack() {
    pass(300);
    clock.learn(1_000_100);
    assertThat(clock.read()).isEqualTo(1_000_300);
  }

  @Test
  void quickerAnswerPutsItForward() {
    pass(300);
    clock.learn(1_000_320);
    assertThat(clock.read()).isEqualTo(1_000_320);
  }

  @Test
  void clockOfAnotherServerIsTakenOver() {
    pass(300);
    clock.learn(970_000);
    assertThat(clock.read()).isEqualTo(970_000);
    clock.learn(1_030_000);
    assertThat(clock.read()).isEqualTo(1_030_000);
  }

  @Test
  void readingServesForTenSeconds() {
    pass(9_999);
    assertThat(clock.isFresh()).isTrue();
    pass(1);
    assertThat(clock.isFresh()).isFalse();
    clock.learn(1_009_900);
    assertThat(clock.read()).isEqualTo(1_009_900);
  }

  @Test
  void whatWasLearnedOnceIsKnownForever() {
    assertThat(new RedisClock(() -> nanos).lastKnown()).isNull();
    pass(60_000);
    assertThat(clock.lastKnown()).isEqualTo(Instant.ofEpochMilli(1_060_000));
  }
}
