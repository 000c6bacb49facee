package dev.ficus.gateway.circuit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this instance's circuits and the fleet's the same: tells the store what was counted, takes
 * up what was decided, and leaves each circuit to a local breaker while the store is away. No lock
 * is held over a call to the store.
 */
final class CircuitSync {

  private static final long SECOND = 1_000_000_000L;
  private static final int BATCH = 100;
  private static final int MOST_TURNS = 20;

  /** How many times as long as others a circuit waits that never opens by itself. */
  private static final int WATCHED = 3;

  private static final String NOTHING_KNOWN = "";

  /** What opened longer ago is no news to anybody: this instance has just come. */
  private static final long NEWS_MILLIS = 60_000;

  private final CircuitStore store;
  private final LocalBreakers breakers;
  private final LongSupplier ticker;
  private final Supplier<CircuitTable> table;
  private final Probes probes;
  private final Object applying = new Object();

  /** Rung for each call that went wrong, of any circuit. */
  private final LongAdder troubles = new LongAdder();

  /** Those that refuse, or whose probe is under way: the only ones that probing is about. */
  private final Set<Circuit> probed = ConcurrentHashMap.newKeySet();

  private volatile BiConsumer<CircuitKey, CircuitState> opening = (_, _) -> {};
  private volatile @Nullable String trouble;
  private volatile boolean pollDue = true;
  private volatile String listing = NOTHING_KNOWN;

  /** Whether some circuit is to be reported although nothing has been counted. */
  private volatile boolean somePending;

  // The ticking thread's only.
  private long heard;
  private long polledAt;
  private int turn;

  CircuitSync(
      CircuitStore store,
      LocalBreakers breakers,
      LongSupplier ticker,
      String instance,
      Supplier<CircuitTable> table,
      Runnable waker) {
    this.store = store;
    this.breakers = breakers;
    this.ticker = ticker;
    this.table = table;
    probes = new Probes(store, ticker, instance, this::take, waker);
    polledAt = ticker.getAsLong() - SECOND;
  }

  /** Where the recorders of all circuits ring. */
  LongAdder troubles() {
    return troubles;
  }

  void onOpening(BiConsumer<CircuitKey, CircuitState> listener) {
    opening = listener;
  }

  @Nullable String trouble() {
    return trouble;
  }

  /** Something may have changed at the store. */
  void noticed() {
    pollDue = true;
  }

  /** Changes the table; what its circuits are is asked for anew. */
  void swap(Runnable change) {
    synchronized (applying) {
      change.run();
      listing = NOTHING_KNOWN;
    }
    pollDue = true;
  }

  /** Within {@link #swap}: the policy that a circuit has from now on. */
  void put(Circuit circuit, CircuitPolicy policy) {
    CircuitSnapshot next = circuit.snapshot().under(circuit.key(), policy);
    become(circuit, trouble == null ? next : next.alone(circuit.key(), breakers, ticker));
  }

  /** Under the lock. */
  private void become(Circuit circuit, CircuitSnapshot next) {
    circuit.become(next);
    if (next.refuses()) {
      probed.add(circuit);
    }
  }

  private void probe() {
    synchronized (applying) {
      CircuitTable now = table.get();
      probed.removeIf(circuit -> !circuit.isProbed() || now.find(circuit.key()) != circuit);
    }
    probes.tend(probed);
  }

  /** Everything that is to be done, once; true if the store could be asked. */
  boolean tick() {
    long now = ticker.getAsLong();
    boolean due = pollDue || now - polledAt >= SECOND;
    if (trouble != null && !due) {
      return false;
    }
    try {
      if (due) {
        poll(now);
      }
      flush();
      probe();
      return true;
    } catch (CircuitsUnavailableException e) {
      beAlone(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void poll(long now) {
    polledAt = now;
    pollDue = false;
    String known = trouble == null ? listing : NOTHING_KNOWN;
    store.load(known).ifPresent(this::takeAll);
  }

  private void takeAll(CircuitStore.Listing loaded) {
    long nanos = ticker.getAsLong();
    synchronized (applying) {
      for (Circuit circuit : table.get().all()) {
        if (trouble != null) {
          // What was counted meanwhile is too old for the window.
          var _ = circuit.snapshot().recorder().drain();
        }
        CircuitState state = loaded.circuits().getOrDefault(circuit.key(), CircuitState.INITIAL);
        take(circuit, state, loaded.storeMillis(), nanos);
      }
      listing = loaded.id();
      trouble = null;
    }
  }

  /**
   * Calls that went wrong are told of at once. Where all went well the circuits take turns: with
   * thousands of routes there would be a report for almost every call, and to look at each of them
   * ten times a second would cost more than many a request. Those that only watch, as of all routes
   * on legacy, decide nothing and can wait longer.
   */
  private void flush() {
    List<CircuitStore.Report> reports = new ArrayList<>();
    List<Circuit> all = table.get().all();
    int turns = Math.clamp(all.size() / BATCH, 1, MOST_TURNS);
    turn = (turn + 1) % (turns * WATCHED);
    long rung = troubles.sum();
    boolean allDue = rung != heard || somePending;
    heard = rung;
    somePending = false;
    for (int i = allDue ? 0 : turn % turns; i < all.size(); i += allDue ? 1 : turns) {
      Circuit circuit = all.get(i);
      CircuitSnapshot snapshot = circuit.snapshot();
      CircuitRecorder recorder = snapshot.recorder();
      int its = turns > 1 && snapshot.mode() == CircuitMode.WATCH ? turns * WATCHED : turns;
      boolean due = i % its == turn % its;
      CallCounts counts = due ? recorder.drain() : recorder.drainTrouble();
      if (!counts.isEmpty() || circuit.undecided || circuit.lostByStore) {
        reports.add(report(circuit, snapshot, counts));
      }
    }
    send(reports);
  }

  private static CircuitStore.Report report(
      Circuit circuit, CircuitSnapshot snapshot, CallCounts counts) {
    return new CircuitStore.Report(circuit.key(), snapshot.policy(), snapshot.state(), counts);
  }

  private void send(List<CircuitStore.Report> reports) {
    for (int from = 0; from < reports.size(); from += BATCH) {
      int to = Math.min(reports.size(), from + BATCH);
      for (CircuitStore.Answer answer : store.report(reports.subList(from, to))) {
        take(answer);
        Circuit circuit = table.get().find(answer.key());
        if (circuit != null) {
          circuit.window(answer.window());
          circuit.undecided = answer.undecided();
          somePending |= answer.undecided();
        }
      }
    }
  }

  void take(CircuitStore.Answer answer) {
    long nanos = ticker.getAsLong();
    synchronized (applying) {
      Circuit circuit = table.get().find(answer.key());
      if (circuit != null) {
        take(circuit, answer.state(), answer.storeMillis(), nanos);
      }
    }
  }

  /** A state is only ever replaced by one that is as new; the store is told what it has lost. */
  private void take(Circuit circuit, CircuitState state, long storeMillis, long nanos) {
    CircuitSnapshot mine = circuit.snapshot();
    boolean isAlone = mine.local() != null;
    circuit.lostByStore = state.epoch() < mine.state().epoch();
    somePending |= circuit.lostByStore;
    if (circuit.lostByStore) {
      if (isAlone) {
        become(circuit, mine.together(circuit.key()));
      }
    } else if (isAlone || !state.equals(mine.state())) {
      boolean goesOn = !isAlone && state.epoch() == mine.state().epoch();
      CircuitRecorder recorder = goesOn ? mine.recorder() : mine.recorder().anew();
      become(
          circuit,
          CircuitSnapshot.shared(
              circuit.key(), mine.policy(), state, recorder, storeMillis, nanos));
      boolean opens =
          state.phase() == CircuitPhase.OPEN && mine.state().phase() == CircuitPhase.CLOSED;
      if (opens && storeMillis - state.changedAtMillis() < NEWS_MILLIS) {
        opening.accept(circuit.key(), state);
      }
    }
  }

  private void beAlone(String why) {
    synchronized (applying) {
      boolean already = trouble != null;
      trouble = why;
      if (!already) {
        for (Circuit circuit : table.get().all()) {
          become(circuit, circuit.snapshot().alone(circuit.key(), breakers, ticker));
        }
      }
    }
  }

  /** Asks for the fleet's counts of all circuits. */
  void refresh() {
    List<CircuitStore.Report> questions = new ArrayList<>();
    for (Circuit circuit : table.get().all()) {
      questions.add(report(circuit, circuit.snapshot(), CallCounts.NONE));
    }
    send(questions);
  }
}
