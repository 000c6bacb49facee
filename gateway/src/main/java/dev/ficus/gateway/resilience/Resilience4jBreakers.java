package dev.ficus.gateway.resilience;

import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.circuit.CircuitPolicy;
import dev.ficus.gateway.circuit.LocalBreaker;
import dev.ficus.gateway.circuit.LocalBreakers;
import dev.ficus.gateway.route.Weight;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Resilience4j's circuit breakers, set as the shared circuits are. */
public final class Resilience4jBreakers implements LocalBreakers {

  /** Resilience4j knows no zero, and 100 % slow calls of a day each never happen. */
  private static final float LEAST_RATE = 0.01f;

  private static final Duration NEVER_SLOW = Duration.ofDays(1);

  private final LongSupplier ticker;

  /**
   * @param ticker monotonic nanoseconds
   */
  public Resilience4jBreakers(LongSupplier ticker) {
    this.ticker = ticker;
  }

  @Override
  public LocalBreaker create(CircuitKey key, CircuitPolicy policy, @Nullable Duration openFor) {
    CircuitBreaker breaker = CircuitBreaker.of(key.toString(), config(policy));
    if (openFor != null) {
      if (openFor.toMillis() > 0) {
        breaker.transitionToOpenStateFor(openFor);
      } else {
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
      }
    }
    return new Breaker(breaker, policy);
  }

  private CircuitBreakerConfig config(CircuitPolicy policy) {
    boolean slow = !policy.slowCall().isZero();
    Weight rate = policy.failureRate();
    // Without a rate, all of the calls failing is what the count has seen before.
    int minimum =
        rate == null ? Math.max(policy.minimumCalls(), policy.failures()) : policy.minimumCalls();
    return CircuitBreakerConfig.custom()
        .clock(new Ticking(ticker))
        .currentTimestampFunction(_ -> ticker.getAsLong(), TimeUnit.NANOSECONDS)
        // In whole seconds only.
        .slidingWindow(
            Math.clamp(policy.window().toSeconds(), 1, 3_600),
            minimum,
            SlidingWindowType.TIME_BASED)
        .failureRateThreshold(rate == null ? 100 : percent(rate))
        .slowCallDurationThreshold(slow ? policy.slowCall() : NEVER_SLOW)
        .slowCallRateThreshold(slow ? percent(policy.slowRate()) : 100)
        .waitIntervalFunctionInOpenState(
            IntervalFunction.ofExponentialBackoff(policy.openFor(), 2, policy.openForMax()))
        .permittedNumberOfCallsInHalfOpenState(policy.probes())
        .writableStackTraceEnabled(false)
        .build();
  }

  private static float percent(Weight rate) {
    return Math.max(LEAST_RATE, rate.basisPoints() / 100f);
  }

  private record Breaker(CircuitBreaker breaker, CircuitPolicy policy) implements LocalBreaker {

    @Override
    public boolean tryAcquire() {
      return breaker.tryAcquirePermission();
    }

    @Override
    public void completed(boolean failure, long nanos) {
      if (failure) {
        breaker.onError(nanos, TimeUnit.NANOSECONDS, new Failed());
        // The other way to count, which Resilience4j does not know.
        if (policy.failures() > 0
            && breaker.getState() == CircuitBreaker.State.CLOSED
            && breaker.getMetrics().getNumberOfFailedCalls() >= policy.failures()) {
          breaker.transitionToOpenState();
        }
      } else {
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
      }
    }

    @Override
    public void released() {
      breaker.releasePermission();
    }

    @Override
    public boolean isOpen() {
      return breaker.getState() != CircuitBreaker.State.CLOSED;
    }
  }

  /** Resilience4j wants to see what was thrown; here nothing is, so it has no stack trace. */
  private static final class Failed extends Exception {
    Failed() {
      super("the call failed", null, false, false);
    }
  }

  /** Counts pauses, which a wall clock that is set would cut short or draw out. */
  private static final class Ticking extends Clock {
    private final LongSupplier ticker;

    Ticking(LongSupplier ticker) {
      this.ticker = ticker;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochSecond(0, ticker.getAsLong());
    }
  }
}
