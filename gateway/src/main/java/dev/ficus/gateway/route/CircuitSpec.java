package dev.ficus.gateway.route;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The circuit of an upstream as a file says it; what is null was not said.
 *
 * @param failureRate share of failed calls in the window that opens it
 * @param failures count of failed calls in the window that opens it, the other way to count
 * @param slowCall a call longer than this counts as slow
 * @param slowRate share of slow calls in the window that opens it
 */
public record CircuitSpec(
    Mode mode,
    @Nullable Scope scope,
    @Nullable Duration window,
    @Nullable Integer minimumCalls,
    @Nullable Weight failureRate,
    @Nullable Integer failures,
    @Nullable Duration slowCall,
    @Nullable Weight slowRate,
    @Nullable Duration openFor,
    @Nullable Integer probes,
    @Nullable FixedResponse response) {

  /** Whether the circuit acts, only watches, or does not exist. */
  public enum Mode {
    ON,
    OFF,
    WATCH
  }

  /** What shares one state. */
  public enum Scope {
    ROUTE,
    UPSTREAM
  }
}
