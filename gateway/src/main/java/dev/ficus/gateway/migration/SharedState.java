package dev.ficus.gateway.migration;

import dev.ficus.gateway.audit.AuditEvent;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this instance's routing state and the fleet's the same. A state is only ever replaced by a
 * newer one; one that the store has lost is put back; a rollback made without the store is shared
 * when the store returns. No lock is held over a call to the store: commits are compare-and-set.
 */
public final class SharedState {

  /** Who acts when the gateway acts by itself. */
  static final String FICUS = "ficus";

  private static final System.Logger log = System.getLogger(SharedState.class.getName());

  private final RoutingStore store;
  private final Fleet fleet;
  private final LocalDisk disk;
  private final Routing routing;
  private final InstanceReport report;
  private final Clock clock;
  private final LongSupplier ticker;
  private final Duration recoverAfter;
  private final Object applying = new Object();
  private Revision saved = Revision.NONE;
  private long lowerSince = Long.MIN_VALUE;
  private volatile Consumer<AuditEvent> onCommit = _ -> {};
  private volatile @Nullable String trouble = "not asked yet";
  private volatile Instant troubleSince;

  /** What this instance says of itself. */
  public interface InstanceReport {
    Instance report(RoutingSnapshot snapshot);
  }

  /**
   * @param ticker monotonic nanoseconds
   * @param recoverAfter how long the store must stay behind before its state is put back: long
   *     enough for every instance to have reported which revision it has
   */
  public SharedState(
      RoutingStore store,
      Fleet fleet,
      LocalDisk disk,
      Routing routing,
      InstanceReport report,
      Clock clock,
      LongSupplier ticker,
      Duration recoverAfter) {
    this.store = store;
    this.fleet = fleet;
    this.disk = disk;
    this.routing = routing;
    this.report = report;
    this.clock = clock;
    this.ticker = ticker;
    this.recoverAfter = recoverAfter;
    troubleSince = clock.instant();
  }

  /** Calls back with what this instance has committed, on the thread that did; must not block. */
  public void onCommit(Consumer<AuditEvent> listener) {
    onCommit = listener;
  }

  /**
   * Takes up the state at start: the store's if it has one, else the disk's. Traffic flows by it
   * from then on, whether or not the store can be reached.
   */
  public void start() {
    RoutingState kept = disk.loadState();
    Map<String, LocalOverride> overrides = disk.loadOverrides();
    RoutingState begin = kept;
    try {
      RoutingState shared = store.load();
      trouble = null;
      // Only an empty store has lost something. One that is behind this disk has lived on while
      // this instance was away.
      begin = shared.revision().number() == 0 ? kept : shared;
    } catch (StoreUnavailableException e) {
      troubled(e);
    }
    routing.apply(begin, overrides);
  }

  /**
   * Brings the instance up to date once: takes newer state, puts back what was lost, shares local
   * rollbacks, reports itself. Called every second and whenever the store says that it changed.
   *
   * @return whether the store could be asked
   */
  public boolean sync() {
    try {
      Revision remote = store.revision();
      Revision mine = revision();
      if (remote.number() < mine.number()) {
        fleet.report(report.report(routing.snapshot()));
        recoverWhenDue(remote);
      } else {
        lowerSince = Long.MIN_VALUE;
        if (!remote.equals(mine)) {
          adopt(store.load());
        }
      }
      shareOverrides();
      fleet.report(report.report(routing.snapshot()));
      trouble = null;
      saveState();
      return true;
    } catch (StoreUnavailableException e) {
      troubled(e);
      return false;
    }
  }

  /** Takes the store's state at once; true if it could be asked. */
  void refresh() {
    adopt(store.load());
  }

  /**
   * Commits changes on top of the state in force and takes up the result.
   *
   * @throws StaleRevisionException if the store has moved on
   * @throws StoreUnavailableException if it cannot be asked
   */
  Revision commit(RoutingState base, Map<String, Optional<RouteState>> changes, AuditEvent event) {
    Revision revision =
        store.commit(base.revision(), base.revision().number() + 1, changes, false, event);
    onCommit.accept(event);
    try {
      refresh();
    } catch (StoreUnavailableException e) {
      // It is done all the same; what was committed is known without asking.
      adopt(merge(base, revision, changes));
      troubled(e);
    }
    return revision;
  }

  private static RoutingState merge(
      RoutingState base, Revision revision, Map<String, Optional<RouteState>> changes) {
    Map<String, RouteState> routes = new HashMap<>(base.routes());
    changes.forEach(
        (id, state) -> state.ifPresentOrElse(s -> routes.put(id, s), () -> routes.remove(id)));
    return new RoutingState(revision, routes);
  }

  /** Takes a state unless it is older than the one in force. */
  private void adopt(RoutingState state) {
    synchronized (applying) {
      Revision mine = revision();
      boolean newer =
          state.revision().number() > mine.number()
              || state.revision().number() == mine.number() && !state.revision().equals(mine);
      if (newer) {
        routing.apply(state);
      }
    }
  }

  private void recoverWhenDue(Revision remote) {
    long now = ticker.getAsLong();
    if (lowerSince == Long.MIN_VALUE) {
      lowerSince = now;
    }
    boolean due = now - lowerSince >= recoverAfter.toNanos();
    long highest = fleet.live().stream().mapToLong(i -> i.applied().number()).max().orElse(0);
    if (due && highest <= revision().number()) {
      putBack(remote);
    }
  }

  /** Puts this instance's state into a store that has lost it. */
  private void putBack(Revision remote) {
    RoutingState state = routing.snapshot().state();
    Map<String, Optional<RouteState>> all = new HashMap<>();
    state.routes().forEach((id, route) -> all.put(id, Optional.of(route)));
    AuditEvent event =
        event(
            FICUS,
            "recovered",
            "routing",
            "the store was behind the fleet",
            Map.of(
                "store", Long.toString(remote.number()),
                "instance", Long.toString(state.revision().number()),
                "routes", Integer.toString(all.size())));
    try {
      store.commit(remote, state.revision().number() + 1, all, true, event);
      onCommit.accept(event);
      lowerSince = Long.MIN_VALUE;
      refresh();
    } catch (StaleRevisionException anotherInstanceWasFaster) {
      refresh();
    }
  }

  /** Keeps a rollback on this instance: on its disk first, then in force. */
  void override(Map<String, LocalOverride> added) {
    synchronized (applying) {
      Map<String, LocalOverride> all = new HashMap<>(routing.snapshot().overrides());
      all.putAll(added);
      try {
        disk.save(all);
      } catch (UncheckedIOException e) {
        // A full disk must not stop a rollback; only a restart would forget it.
        log.log(System.Logger.Level.ERROR, "a rollback is in force, but not kept on disk", e);
      }
      routing.apply(routing.snapshot().state(), all);
    }
  }

  private void shareOverrides() {
    RoutingSnapshot snapshot = routing.snapshot();
    if (snapshot.overrides().isEmpty()) {
      return;
    }
    Map<String, Optional<RouteState>> changes = new HashMap<>();
    snapshot
        .overrides()
        .forEach(
            (id, override) -> {
              RouteState shared = snapshot.state().route(id);
              if (isLatestIntention(override, shared)) {
                changes.put(id, Optional.of(shared(override, shared, snapshot.state())));
              }
            });
    try {
      if (!changes.isEmpty()) {
        LocalOverride any = snapshot.overrides().values().iterator().next();
        commit(
            snapshot.state(),
            changes,
            event(
                any.who(),
                "rollback",
                String.join(" ", changes.keySet().stream().sorted().toList()),
                any.reason(),
                Map.of("made", "without the shared store at " + any.at())));
      }
    } catch (StaleRevisionException e) {
      refresh();
      return;
    }
    dropOverrides(snapshot.overrides());
  }

  /** A rollback outlives what it rolled back from; only what was decided after it undoes it. */
  private static boolean isLatestIntention(LocalOverride override, @Nullable RouteState shared) {
    return shared == null
        || shared.revision() <= override.base()
        || !shared.changedAt().isAfter(override.at());
  }

  private RouteState shared(
      LocalOverride override, @Nullable RouteState before, RoutingState state) {
    return new RouteState(
        override.stage(),
        override.weight(),
        true,
        state.revision().number() + 1,
        now(),
        override.who(),
        override.reason(),
        before == null ? null : before.declared(),
        before == null ? Map.of() : before.extras());
  }

  private void dropOverrides(Map<String, LocalOverride> shared) {
    synchronized (applying) {
      Map<String, LocalOverride> left = new HashMap<>(routing.snapshot().overrides());
      shared.forEach(left::remove);
      disk.save(left);
      routing.apply(routing.snapshot().state(), left);
    }
  }

  private void saveState() {
    RoutingState state = routing.snapshot().state();
    if (state.revision().equals(saved)) {
      return;
    }
    saved = state.revision();
    try {
      disk.save(state);
    } catch (UncheckedIOException e) {
      log.log(System.Logger.Level.ERROR, "the state is not kept on disk", e);
    }
  }

  /** Waits until every live instance has a revision, or the time is over. */
  Convergence converge(Revision revision, Duration patience) {
    long deadline = ticker.getAsLong() + patience.toNanos();
    String files = report.report(routing.snapshot()).files();
    try {
      fleet.report(report.report(routing.snapshot()));
      while (true) {
        Convergence now = Convergence.of(revision, fleet.live(), files);
        if (now.complete() || ticker.getAsLong() >= deadline) {
          return now;
        }
        Thread.sleep(10);
      }
    } catch (StoreUnavailableException e) {
      return new Convergence(1, 1, List.of(), List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Convergence.of(revision, List.of(), files);
    }
  }

  AuditEvent event(
      String who,
      String what,
      String subject,
      @Nullable String reason,
      Map<String, String> details) {
    String instance = report.report(routing.snapshot()).name();
    return new AuditEvent(clock.instant(), who, what, subject, instance, reason, 0, details);
  }

  /** By the store's clock, also while it is away: those of two instances may be minutes apart. */
  Instant now() {
    Instant its = store.time();
    return its == null ? clock.instant() : its;
  }

  Routing routing() {
    return routing;
  }

  private Revision revision() {
    return routing.snapshot().state().revision();
  }

  void troubled(StoreUnavailableException e) {
    if (trouble == null) {
      troubleSince = clock.instant();
    }
    trouble = String.valueOf(e.getMessage());
  }

  /** Why the store cannot be asked, or null if it can. */
  public @Nullable String trouble() {
    return trouble;
  }

  /** Since when {@link #trouble()} is what it is. */
  public Instant troubleSince() {
    return troubleSince;
  }
}
