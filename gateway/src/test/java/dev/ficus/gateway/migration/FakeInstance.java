package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.RouteTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A gateway without its HTTP: everything that takes part in the shared state, and a disk. */
final class FakeInstance {

  final Routing routing = new Routing();
  final SharedState shared;
  final Declarations declarations;
  final Cutovers cutovers;

  /** Nobody has measured anything. */
  final Gatekeeper gatekeeper = (route, _) -> Unmeasured.gates(route.route());

  /** What a listener has been told, a line each. */
  final List<String> told = new ArrayList<>();

  final CutoverListener heard =
      new CutoverListener() {
        @Override
        public void rolledBack(
            String subject,
            String who,
            @Nullable String reason,
            long revision,
            List<CutoverOutcome.Change> changes) {
          told.add("rolled back " + subject + " by " + who + " at " + revision);
        }

        @Override
        public void refusedByGates(
            String subject, String who, long revision, List<Refusal> refusals) {
          told.add("refused " + subject + " to " + who + " at " + revision);
        }
      };

  long nanos;

  /** Survives a restart. */
  static final class Disk implements LocalDisk {
    RoutingState state = RoutingState.EMPTY;
    Map<String, LocalOverride> overrides = Map.of();

    @Override
    public RoutingState loadState() {
      return state;
    }

    @Override
    public Map<String, LocalOverride> loadOverrides() {
      return overrides;
    }

    @Override
    public void save(RoutingState value) {
      state = value;
    }

    @Override
    public void save(Map<String, LocalOverride> value) {
      overrides = new HashMap<>(value);
    }
  }

  FakeInstance(String name, FakeStore store, Disk disk, RouteTable table, boolean applyOnStart) {
    this(name, store, disk, table, applyOnStart, Duration.ZERO);
  }

  FakeInstance(
      String name,
      FakeStore store,
      Disk disk,
      RouteTable table,
      boolean applyOnStart,
      Duration ahead) {
    shared =
        new SharedState(
            store,
            store,
            disk,
            routing,
            snapshot ->
                new Instance(
                    name,
                    name,
                    "test",
                    Instant.EPOCH,
                    snapshot.state().revision(),
                    "files",
                    snapshot.table().routes().size(),
                    snapshot.overrides().size(),
                    Instant.EPOCH),
            Clock.offset(new StoreClock(store), ahead),
            () -> nanos += 300_000_000,
            Duration.ofMillis(1_500));
    declarations = new Declarations(shared, gatekeeper, heard, applyOnStart);
    cutovers = new Cutovers(shared, gatekeeper, heard);
    shared.start();
    routing.apply(table);
    tick();
  }

  /** The store's time is everybody's, but for how far one is ahead. */
  private static final class StoreClock extends Clock {
    private final FakeStore store;

    StoreClock(FakeStore store) {
      this.store = store;
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
      return store.clock;
    }
  }

  /** A second passes, and the loop runs once. */
  void tick() {
    nanos += Duration.ofSeconds(1).toNanos();
    if (shared.sync()) {
      declarations.submit();
    }
  }

  void edit(RouteTable table) {
    routing.apply(table);
    tick();
  }

  StagePosition at(String route) {
    return StagePosition.of(Objects.requireNonNull(routing.snapshot().active(route)));
  }

  boolean drifts(String route) {
    return Declarations.drifts(Objects.requireNonNull(routing.snapshot().active(route)));
  }

  CutoverOutcome set(String route, String position) {
    return cutover(route, position, null);
  }

  CutoverOutcome cutover(String route, String position, @Nullable Long expected) {
    return cutovers.execute(
        new CutoverRequest(
            route, false, Positions.action(position), expected, false, false, "ann", null));
  }

  CutoverOutcome rollback(String route) {
    return cutovers.execute(
        new CutoverRequest(
            route, false, new CutoverAction.Rollback(null), null, false, false, "ann", "hurts"));
  }
}
