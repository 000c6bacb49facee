package dev.ficus.gateway.circuit;

import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.Weight;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a circuit opens, and how it closes again, with every default in place.
 *
 * @param window how far back calls count
 * @param minimumCalls in the window before rates mean anything
 * @param failureRate share of failed calls that opens it, or null
 * @param failures count of failed calls that opens it, or zero for none; needs no minimum
 * @param slowCall a call that takes this long is slow; zero is off
 * @param slowRate share of slow calls that opens it
 * @param openFor the first pause, and the least time between two probes of which none succeeded
 * @param openForMax what the pause grows to, doubling with each failed probe
 * @param jitter a pause is longer by up to this share of itself
 * @param probes how many must succeed in a row to close it
 * @param declared who decides unless an operator has said
 * @param response for refused requests; null for the gateway's own
 */
public record CircuitPolicy(
    Duration window,
    int minimumCalls,
    @Nullable Weight failureRate,
    int failures,
    Duration slowCall,
    Weight slowRate,
    Duration openFor,
    Duration openForMax,
    Weight jitter,
    int probes,
    CircuitMode declared,
    @Nullable FixedResponse response) {

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Weight HALF = new Weight(5_000);

  public static final CircuitPolicy DEFAULT =
      new CircuitPolicy(
          Duration.ofSeconds(10),
          20,
          HALF,
          0,
          Duration.ZERO,
          HALF,
          Duration.ofSeconds(15),
          Duration.ofMinutes(2),
          new Weight(1_000),
          3,
          CircuitMode.AUTO,
          null);

  public CircuitPolicy {
    require(window.compareTo(SHORTEST) >= 0, "window", window, ">= 100 ms");
    require(minimumCalls >= 1, "minimumCalls", minimumCalls, ">= 1");
    require(failures >= 0, "failures", failures, ">= 0");
    require(!slowCall.isNegative(), "slowCall", slowCall, ">= 0");
    require(openFor.compareTo(SHORTEST) >= 0, "openFor", openFor, ">= 100 ms");
    require(openForMax.compareTo(openFor) >= 0, "openForMax", openForMax, ">= openFor");
    require(probes >= 1, "probes", probes, ">= 1");
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }

  /**
   * What a file says, completed. Durations below 100 ms, which no fleet could agree on, count as
   * 100 ms.
   */
  public static CircuitPolicy of(CircuitSpec spec) {
    Duration openFor = atLeastShortest(spec.openFor(), DEFAULT.openFor);
    int failures = spec.failures() == null ? 0 : spec.failures();
    Weight rate = spec.failureRate();
    return new CircuitPolicy(
        atLeastShortest(spec.window(), DEFAULT.window),
        Objects.requireNonNullElse(spec.minimumCalls(), DEFAULT.minimumCalls),
        rate == null && failures == 0 ? DEFAULT.failureRate : rate,
        failures,
        Objects.requireNonNullElse(spec.slowCall(), DEFAULT.slowCall),
        Objects.requireNonNullElse(spec.slowRate(), DEFAULT.slowRate),
        openFor,
        openFor.multipliedBy(8),
        DEFAULT.jitter,
        Objects.requireNonNullElse(spec.probes(), DEFAULT.probes),
        spec.mode() == CircuitSpec.Mode.WATCH ? CircuitMode.WATCH : CircuitMode.AUTO,
        spec.response());
  }

  private static Duration atLeastShortest(@Nullable Duration said, Duration otherwise) {
    if (said == null) {
      return otherwise;
    }
    return said.compareTo(SHORTEST) < 0 ? SHORTEST : said;
  }

  /** The same, but it only watches. */
  public CircuitPolicy watching() {
    return new CircuitPolicy(
        window,
        minimumCalls,
        failureRate,
        failures,
        slowCall,
        slowRate,
        openFor,
        openForMax,
        jitter,
        probes,
        CircuitMode.WATCH,
        response);
  }

  /** Whether so many calls in one window open the circuit. */
  public boolean isExceededBy(CallCounts counts) {
    return failures > 0 && counts.failures() >= failures
        || counts.calls() >= minimumCalls
            && (reaches(counts.failures(), counts.calls(), failureRate)
                || !slowCall.isZero() && reaches(counts.slow(), counts.calls(), slowRate));
  }

  private static boolean reaches(long part, long whole, @Nullable Weight rate) {
    return rate != null && part > 0 && part * Weight.BUCKETS >= whole * rate.basisPoints();
  }

  /**
   * How long the circuit stays open.
   *
   * @param trips how often it has opened in a row, this time included
   * @param roll how much of the jitter is added, from 0 to 1
   */
  public Duration pause(int trips, double roll) {
    long grown = openFor.toMillis();
    for (int i = 1; i < trips && grown < openForMax.toMillis(); i++) {
      grown *= 2;
    }
    grown = Math.min(grown, openForMax.toMillis());
    return Duration.ofMillis(grown + Math.round(grown * roll * jitter.basisPoints() / 10_000));
  }
}
