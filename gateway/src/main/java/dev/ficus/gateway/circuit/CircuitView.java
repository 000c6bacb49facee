package dev.ficus.gateway.circuit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A circuit to be looked at.
 *
 * @param phase what requests meet, the operator's word included
 * @param mode who decides
 * @param declared who would, had no operator said anything
 * @param window the fleet's calls within the policy's window, as this instance last heard
 * @param nextProbe how long until one may be sent; null if none is waited for
 * @param sinceMillis when phase or mode changed last, by the store's clock; zero for never
 */
public record CircuitView(
    CircuitKey key,
    CircuitPhase phase,
    CircuitMode mode,
    CircuitMode declared,
    long epoch,
    int trips,
    CallCounts window,
    @Nullable Duration nextProbe,
    long sinceMillis,
    CircuitPolicy policy) {

  static CircuitView of(Circuit circuit, long nowNanos) {
    CircuitSnapshot snapshot = circuit.snapshot();
    CircuitState state = snapshot.state();
    boolean local = snapshot.local() != null;
    CircuitPhase phase =
        switch (snapshot.mode()) {
          case AUTO ->
              !local ? state.phase() : circuit.isOpen() ? CircuitPhase.OPEN : CircuitPhase.CLOSED;
          case OPEN -> CircuitPhase.OPEN;
          case CLOSED, WATCH -> CircuitPhase.CLOSED;
        };
    boolean waits = snapshot.refuses() && snapshot.mode() == CircuitMode.AUTO;
    long left = Math.max(0, snapshot.probeAtNanos() - nowNanos);
    return new CircuitView(
        circuit.key(),
        phase,
        snapshot.mode(),
        snapshot.policy().declared(),
        state.epoch(),
        state.trips(),
        circuit.window(),
        waits ? Duration.ofNanos(left) : null,
        state.changedAtMillis(),
        snapshot.policy());
  }
}
