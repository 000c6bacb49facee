package dev.ficus.gateway.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.circuit.CircuitPolicy;
import dev.ficus.gateway.circuit.LocalBreaker;
import dev.ficus.gateway.route.CircuitSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class Resilience4jBreakersTest {

  private long nanos = 5_000_000_000L;

  private LocalBreaker breaker(CircuitPolicy policy, @Nullable Duration openFor) {
    return new Resilience4jBreakers(() -> nanos)
        .create(new CircuitKey("orders", "a"), policy, openFor);
  }

  private void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  private static void call(LocalBreaker breaker, int times, boolean failure) {
    for (int i = 0; i < times; i++) {
      assertThat(breaker.tryAcquire()).isTrue();
      breaker.completed(failure, 1_000_000);
    }
  }

  @Test
  void opensAndProbesByTheSamePolicy() {
    LocalBreaker breaker = breaker(CircuitPolicy.DEFAULT, null);
    call(breaker, 10, false);
    call(breaker, 9, true);
    assertThat(breaker.isOpen()).isFalse();
    call(breaker, 1, true);
    assertThat(breaker.tryAcquire()).isFalse();
    pass(Duration.ofSeconds(14));
    assertThat(breaker.tryAcquire()).isFalse();
    pass(Duration.ofSeconds(2));
    call(breaker, 3, false);
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void callsLeaveTheWindow() {
    LocalBreaker breaker = breaker(CircuitPolicy.DEFAULT, null);
    call(breaker, 19, true);
    pass(Duration.ofSeconds(11));
    call(breaker, 19, true);
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void countOfFailuresIsTheOtherWay() {
    CircuitSpec spec =
        new CircuitSpec(
            CircuitSpec.Mode.ON, null, null, null, null, 5, null, null, null, null, null);
    LocalBreaker breaker = breaker(CircuitPolicy.of(spec), null);
    call(breaker, 100, false);
    call(breaker, 5, true);
    assertThat(breaker.tryAcquire()).isFalse();
  }

  @Test
  void goesOnFromTheSharedState() {
    LocalBreaker open = breaker(CircuitPolicy.DEFAULT, Duration.ofSeconds(4));
    assertThat(open.isOpen()).isTrue();
    assertThat(open.tryAcquire()).isFalse();
    pass(Duration.ofSeconds(5));
    call(open, 3, false);
    assertThat(open.isOpen()).isFalse();

    LocalBreaker due = breaker(CircuitPolicy.DEFAULT, Duration.ZERO);
    assertThat(due.tryAcquire()).isTrue();
    assertThat(due.tryAcquire()).isTrue();
    assertThat(due.tryAcquire()).isTrue();
    assertThat(due.tryAcquire()).isFalse();
    due.released();
    assertThat(due.tryAcquire()).isTrue();
  }
}
