package dev.ficus.gateway.circuit;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What requests know of a circuit: the last shared state, brought to this instance's monotonic
 * clock, with its answers ready made.
 *
 * @param openUntilNanos when the pause is over
 * @param probeAtNanos when it makes sense to ask for the probe
 * @param local decides while the store cannot be reached, else null
 * @param pass for every call that is made
 * @param refuse for every call that is not
 */
record CircuitSnapshot(
    CircuitPolicy policy,
    CircuitState state,
    CircuitMode mode,
    long openUntilNanos,
    long probeAtNanos,
    CircuitRecorder recorder,
    @Nullable LocalBreaker local,
    boolean refuses,
    Admission.Pass pass,
    Admission.Refuse refuse) {

  private static final long NANOS_A_MILLI = 1_000_000;

  /**
   * The shared state as it arrived.
   *
   * @param storeMillis the store's time then
   * @param nanos this instance's
   */
  static CircuitSnapshot shared(
      CircuitKey key,
      CircuitPolicy policy,
      CircuitState state,
      CircuitRecorder recorder,
      long storeMillis,
      long nanos) {
    // The store's clock may have gone back: what lasts longer than any pause is asked about.
    long longest = policy.pause(Integer.MAX_VALUE, 1).toMillis();
    long open = Math.min(state.openUntilMillis() - storeMillis, longest);
    long wait = Math.min(state.probeAtMillis() - storeMillis, longest);
    return of(
        key,
        policy,
        state,
        nanos + open * NANOS_A_MILLI,
        nanos + wait * NANOS_A_MILLI,
        recorder,
        null);
  }

  private static CircuitSnapshot of(
      CircuitKey key,
      CircuitPolicy policy,
      CircuitState state,
      long openUntilNanos,
      long probeAtNanos,
      CircuitRecorder recorder,
      @Nullable LocalBreaker local) {
    CircuitMode mode = state.modeOr(policy.declared());
    boolean refuses =
        switch (mode) {
          case AUTO -> local == null && state.phase() != CircuitPhase.CLOSED;
          case OPEN -> true;
          case CLOSED, WATCH -> false;
        };
    long pause = Math.max(1, policy.openFor().toSeconds());
    long least = mode == CircuitMode.AUTO && local == null ? 1 : pause;
    return new CircuitSnapshot(
        policy,
        state,
        mode,
        openUntilNanos,
        probeAtNanos,
        recorder,
        local,
        refuses,
        new Admission.Pass(recorder, local, policy.slowCall().toNanos()),
        new Admission.Refuse(key, openUntilNanos, least, policy.response()));
  }

  /** What every call passes with; null if some may not. */
  Admission.@Nullable Pass freely() {
    return refuses || local != null ? null : pass;
  }

  /** The same state under a policy that a file has changed. */
  CircuitSnapshot under(CircuitKey key, CircuitPolicy changed) {
    return of(key, changed, state, openUntilNanos, probeAtNanos, recorder, local);
  }

  /** The same state, left to this instance alone. */
  CircuitSnapshot alone(CircuitKey key, LocalBreakers breakers, LongSupplier ticker) {
    boolean open = state.phase() != CircuitPhase.CLOSED;
    LocalBreaker breaker =
        mode != CircuitMode.AUTO
            ? null
            : new LazyBreaker(
                () -> {
                  long left = Math.max(0, openUntilNanos - ticker.getAsLong());
                  return breakers.create(key, policy, open ? Duration.ofNanos(left) : null);
                });
    return of(key, policy, state, openUntilNanos, probeAtNanos, recorder, breaker);
  }

  /** The same state, shared again. */
  CircuitSnapshot together(CircuitKey key) {
    return of(key, policy, state, openUntilNanos, probeAtNanos, recorder.anew(), null);
  }
}
