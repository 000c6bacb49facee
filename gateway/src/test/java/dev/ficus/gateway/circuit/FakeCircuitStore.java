package dev.ficus.gateway.circuit;

import dev.ficus.gateway.audit.AuditEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store in memory with a clock of its own, that can be taken away and can lose what it has. */
public final class FakeCircuitStore implements CircuitStore {

  static final long LEASE_MILLIS = 2_000;

  private static final class Kept {
    CircuitState state = CircuitState.INITIAL;
    final Map<Long, CallCounts> calls = new HashMap<>();
    String owner = "";
    long token;
    long since;

    Kept become(CircuitPhase phase, long openUntil, int trips, CircuitMode mode, long now) {
      state = new CircuitState(phase, state.epoch() + 1, openUntil, 0, trips, 0, mode, now);
      calls.clear();
      owner = "";
      return this;
    }

    void lease(CircuitPhase phase, long openUntil, long leaseUntil, int successes) {
      state =
          new CircuitState(
              phase,
              state.epoch(),
              openUntil,
              leaseUntil,
              state.trips(),
              successes,
              state.mode(),
              state.changedAtMillis());
    }
  }

  long millis = 1_000_000;
  public boolean away;
  public final List<AuditEvent> audit = new ArrayList<>();
  int granted;
  int asked;
  private final Map<CircuitKey, Kept> circuits = new HashMap<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private long changes;
  private long tokens;

  public void flush() {
    circuits.clear();
    changes = 0;
  }

  CircuitState state(CircuitKey key) {
    return circuits.containsKey(key) ? circuits.get(key).state : CircuitState.INITIAL;
  }

  private void ask() {
    asked++;
    if (away) {
      throw new CircuitsUnavailableException("the store is away", false, null);
    }
  }

  private Kept kept(CircuitKey key, CircuitState known) {
    Kept kept = circuits.computeIfAbsent(key, _ -> new Kept());
    if (known.epoch() > kept.state.epoch()) {
      kept.state = known;
      kept.lease(known.phase(), known.openUntilMillis(), 0, 0);
      changed();
    }
    return kept;
  }

  private void changed() {
    changes++;
    listeners.forEach(Runnable::run);
  }

  @Override
  public List<Answer> report(List<Report> reports) {
    ask();
    return reports.stream().map(this::report).toList();
  }

  private Answer report(Report report) {
    Kept kept = kept(report.key(), report.known());
    CircuitPolicy policy = report.policy();
    CircuitState state = kept.state;
    if (report.known().epoch() == state.epoch()) {
      kept.calls.keySet().removeIf(at -> at <= millis - policy.window().toMillis());
      kept.since = kept.calls.isEmpty() ? millis : kept.since;
      if (!report.counts().isEmpty()) {
        kept.calls.merge(millis, report.counts(), FakeCircuitStore::sum);
      }
    }
    CallCounts all = kept.calls.values().stream().reduce(CallCounts.NONE, FakeCircuitStore::sum);
    boolean undecided = false;
    if (report.known().epoch() == state.epoch()
        && state.phase() == CircuitPhase.CLOSED
        && state.modeOr(policy.declared()) == CircuitMode.AUTO
        && policy.isExceededBy(all)) {
      undecided = millis - kept.since < 250;
      if (!undecided) {
        open(kept, policy);
        changed();
      }
    }
    return new Answer(report.key(), kept.state, all, undecided, millis);
  }

  private void open(Kept kept, CircuitPolicy policy) {
    int trips = kept.state.trips() + 1;
    long until = millis + policy.pause(trips, 0).toMillis();
    kept.become(CircuitPhase.OPEN, until, trips, kept.state.mode(), millis);
  }

  private static CallCounts sum(CallCounts a, CallCounts b) {
    return new CallCounts(a.calls() + b.calls(), a.failures() + b.failures(), a.slow() + b.slow());
  }

  private Answer answer(CircuitKey key) {
    return new Answer(key, state(key), CallCounts.NONE, false, millis);
  }

  @Override
  public Optional<Listing> load(String knownId) {
    ask();
    String id = Long.toString(changes);
    if (id.equals(knownId)) {
      return Optional.empty();
    }
    Map<CircuitKey, CircuitState> states = new HashMap<>();
    circuits.forEach((key, kept) -> states.put(key, kept.state));
    return Optional.of(new Listing(id, millis, states));
  }

  @Override
  public Leased acquire(CircuitKey key, CircuitPolicy policy, CircuitState known, String owner) {
    ask();
    Kept kept = kept(key, known);
    CircuitState state = kept.state;
    if (state.phase() == CircuitPhase.CLOSED
        || state.modeOr(policy.declared()) != CircuitMode.AUTO
        || millis < state.probeAtMillis()) {
      return new Leased(null, answer(key));
    }
    granted++;
    int successes = kept.owner.isEmpty() ? state.successes() : 0;
    kept.owner = owner;
    kept.token = ++tokens;
    kept.lease(
        CircuitPhase.HALF_OPEN,
        millis + policy.openFor().plus(ProbeLease.UNUSED).toMillis(),
        millis + LEASE_MILLIS,
        successes);
    changed();
    return new Leased(new Lease(key, owner, state.epoch(), kept.token), answer(key));
  }

  private boolean holds(Lease lease) {
    Kept kept = circuits.get(lease.key());
    return kept != null
        && kept.owner.equals(lease.owner())
        && kept.token == lease.token()
        && kept.state.epoch() == lease.epoch()
        && kept.state.leaseUntilMillis() > millis;
  }

  @Override
  public Leased renew(Lease lease) {
    ask();
    if (!holds(lease)) {
      return new Leased(null, answer(lease.key()));
    }
    Kept kept = circuits.get(lease.key());
    CircuitState state = kept.state;
    kept.lease(state.phase(), state.openUntilMillis(), millis + LEASE_MILLIS, state.successes());
    return new Leased(lease, answer(lease.key()));
  }

  @Override
  public Answer release(Lease lease, CircuitPolicy policy, boolean reached) {
    ask();
    if (holds(lease)) {
      Kept kept = circuits.get(lease.key());
      kept.owner = "";
      long openUntil = millis + (reached ? policy.openFor().toMillis() : 0);
      kept.lease(kept.state.phase(), openUntil, 0, kept.state.successes());
      changed();
    }
    return answer(lease.key());
  }

  @Override
  public Answer result(Lease lease, CircuitPolicy policy, boolean success) {
    ask();
    if (holds(lease)) {
      Kept kept = circuits.get(lease.key());
      if (!success) {
        open(kept, policy);
      } else if (kept.state.successes() + 1 >= policy.probes()) {
        kept.become(CircuitPhase.CLOSED, 0, 0, kept.state.mode(), millis);
      } else {
        kept.owner = "";
        kept.lease(CircuitPhase.HALF_OPEN, millis, 0, kept.state.successes() + 1);
      }
      changed();
    }
    return answer(lease.key());
  }

  @Override
  public Answer setMode(
      CircuitKey key,
      CircuitPolicy policy,
      CircuitState known,
      CircuitMode mode,
      AuditEvent event) {
    ask();
    Kept kept = kept(key, known);
    CircuitMode word = mode == policy.declared() ? null : mode;
    if (word != kept.state.mode()) {
      kept.become(CircuitPhase.CLOSED, 0, 0, word, millis);
      audit.add(event);
      changed();
    }
    return answer(key);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
