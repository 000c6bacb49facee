package dev.ficus.gateway.circuit;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * This instance's part in probing: asks for leases, offers them to requests, keeps those in use
 * alive, and tells what came of them. One thread's.
 */
final class Probes {

  /** Who finds a thousand circuits open goes through them little by little. */
  private static final long ASKING_NANOS = 50_000_000L;

  private final CircuitStore store;
  private final LongSupplier ticker;
  private final String instance;
  private final Consumer<CircuitStore.Answer> taker;
  private final Runnable onEnd;

  Probes(
      CircuitStore store,
      LongSupplier ticker,
      String instance,
      Consumer<CircuitStore.Answer> taker,
      Runnable onEnd) {
    this.store = store;
    this.ticker = ticker;
    this.instance = instance;
    this.taker = taker;
    this.onEnd = onEnd;
  }

  void tend(Iterable<Circuit> circuits) {
    long begun = ticker.getAsLong();
    for (Circuit circuit : circuits) {
      ProbeLease lease = circuit.held;
      if (lease != null) {
        tend(circuit, lease);
      }
      long now = ticker.getAsLong();
      if (now - begun < ASKING_NANOS && circuit.wantsProbe(now)) {
        acquire(circuit);
      }
    }
  }

  private void tend(Circuit circuit, ProbeLease lease) {
    long now = ticker.getAsLong();
    CircuitPolicy policy = circuit.snapshot().policy();
    if (lease.isEnded()) {
      // Said once: if it does not arrive, the lease lapses and somebody else tries again.
      circuit.held = null;
      CircuitStore.Lease granted = lease.granted();
      taker.accept(
          switch (lease.verdict()) {
            case SUCCESS -> store.result(granted, policy, true);
            case FAILURE -> store.result(granted, policy, false);
            case NONE -> store.release(granted, policy, lease.hasReached());
          });
    } else if (lease.returnIfUnused(now)) {
      circuit.held = null;
      taker.accept(store.release(lease.granted(), policy, false));
    } else if (lease.isForgotten(now)) {
      circuit.held = null;
    } else if (lease.isRenewalDue(now)) {
      CircuitStore.Leased renewed = store.renew(lease.granted());
      if (renewed.lease() == null) {
        // The probe may still be under way, but its word no longer counts.
        circuit.held = null;
      }
      taker.accept(renewed.answer());
    }
  }

  private void acquire(Circuit circuit) {
    long asked = ticker.getAsLong();
    CircuitSnapshot snapshot = circuit.snapshot();
    CircuitStore.Leased leased =
        store.acquire(circuit.key(), snapshot.policy(), snapshot.state(), instance);
    taker.accept(leased.answer());
    CircuitStore.Lease lease = leased.lease();
    if (lease != null) {
      circuit.offer(new ProbeLease(lease, asked, onEnd));
    }
  }
}
