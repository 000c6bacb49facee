package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The second door: stages that route files declare. This instance holds, for each route, the
 * declaration its files made last and the sequence number that the fleet gave it. An edit is a
 * compare-and-set on that number, so an edit that came late, by a slow file sync, changes nothing.
 */
public final class Declarations {

  /** The fleet has declared something else since, or never knew what this instance holds. */
  private static final long UNKNOWN = -1;

  private static final int ATTEMPTS = 5;

  private static final String KEPT_AT_START =
      "the files were edited while this instance was away, and the shared state was kept at start"
          + " (way out: drift take-files)";

  private final SharedState shared;
  private final Gatekeeper gatekeeper;
  private final CutoverListener listener;
  private final boolean applyOnStart;
  private final Map<String, Declared> held = new HashMap<>();
  private final Map<String, String> reasons = new ConcurrentHashMap<>();
  private final Map<String, Declared> taken = new ConcurrentHashMap<>();
  private @Nullable RouteTable seen;
  private boolean started;

  /**
   * @param applyOnStart whether a declaration that differs at start counts as an edit
   */
  public Declarations(
      SharedState shared, Gatekeeper gatekeeper, CutoverListener listener, boolean applyOnStart) {
    this.shared = shared;
    this.gatekeeper = gatekeeper;
    this.listener = listener;
    this.applyOnStart = applyOnStart;
  }

  /** What one route's declaration leads to. */
  private record Edit(
      Route route,
      Declared declared,
      StagePosition to,
      @Nullable String refusedBecause,
      @Nullable Refusal refusal) {

    Edit(Route route, Declared declared, StagePosition to, @Nullable String refusedBecause) {
      this(route, declared, to, refusedBecause, null);
    }
  }

  /**
   * Submits what the files declare and the fleet has not heard yet. Called once a second by the one
   * thread that syncs; what cannot be submitted now is submitted later.
   *
   * @throws StoreUnavailableException if the store cannot be asked
   */
  public void submit() {
    boolean settled = false;
    for (int attempt = 0; attempt < ATTEMPTS && !settled; attempt++) {
      settled = trySubmit();
    }
  }

  /** False if another instance was faster, and it is to be looked at again. */
  private boolean trySubmit() {
    taken.forEach(
        (id, declared) -> {
          held.put(id, declared);
          taken.remove(id, declared);
        });
    RoutingSnapshot snapshot = shared.routing().snapshot();
    RouteTable table = snapshot.table();
    if (table == seen) {
      return true;
    }
    List<Edit> edits = new ArrayList<>();
    Map<String, Declared> accepted = new HashMap<>();
    for (Route route : table.routes()) {
      consider(route, snapshot, edits, accepted);
    }
    refuseWholeGroups(edits);
    Map<String, Optional<RouteState>> changes = new LinkedHashMap<>();
    Map<String, String> details = new LinkedHashMap<>();
    forgetRemoved(snapshot, changes, details);
    for (Edit edit : edits) {
      changes.put(edit.route.id(), Optional.of(after(edit, snapshot)));
      accepted.put(edit.route.id(), edit.declared);
      details.put(edit.route.id(), describe(edit, snapshot));
    }
    try {
      if (!changes.isEmpty()) {
        shared.commit(
            snapshot.state(),
            changes,
            shared.event("file:" + fileOf(edits), "declared", subjectOf(changes), null, details));
        edits.forEach(edit -> tell(edit, snapshot));
      }
    } catch (StaleRevisionException e) {
      shared.refresh();
      return false;
    }
    held.putAll(accepted);
    held.keySet().removeIf(id -> table.route(id) == null);
    seen = table;
    started = true;
    return true;
  }

  /** The fleet has heard it from this instance, so this one tells of it. */
  private void tell(Edit edit, RoutingSnapshot before) {
    String who = "file:" + edit.route.where().file();
    ActiveRoute active = Objects.requireNonNull(before.active(edit.route.id()));
    StagePosition from = StagePosition.of(active);
    if (edit.refusal != null && edit.refusal.kind() == Refusal.Kind.GATE) {
      long revision = Cutovers.revisionOf(List.of(active));
      listener.refusedByGates(edit.route.id(), who, revision, List.of(edit.refusal));
    } else if (edit.to.compareTo(from) < 0 && edit.to.stage() == Stage.LEGACY) {
      listener.rolledBack(
          edit.route.id(),
          who,
          null,
          before.state().revision().number() + 1,
          List.of(new CutoverOutcome.Change(edit.route.id(), from, edit.to, false)));
    }
  }

  private void consider(
      Route route, RoutingSnapshot snapshot, List<Edit> edits, Map<String, Declared> accepted) {
    RouteState state = snapshot.state().route(route.id());
    Declared fleet = state == null ? null : state.declared();
    Declared mine = held.get(route.id());
    if (mine != null && mine.sequence() == UNKNOWN && fleet != null && fleet.saysSameAs(mine)) {
      // Somebody has made the fleet say what this instance held, so its next edit is no late one.
      mine = fleet;
    }
    Declared wanted = new Declared(route.declaredStage(), route.declaredWeight(), 0);
    if (mine != null && mine.saysSameAs(wanted)) {
      return;
    }
    if (fleet == null && wanted.stage() == null) {
      accepted.put(route.id(), wanted);
      return;
    }
    if (fleet != null && fleet.saysSameAs(wanted)) {
      accepted.put(route.id(), fleet);
      reasons.remove(route.id());
      return;
    }
    long current = fleet == null ? 0 : fleet.sequence();
    boolean edited = mine != null ? mine.sequence() == current : fleet == null || applies();
    if (!edited) {
      accepted.put(route.id(), new Declared(wanted.stage(), wanted.weight(), UNKNOWN));
      reasons.put(
          route.id(),
          mine == null
              ? KEPT_AT_START
              : "the file's edit is older than what the fleet has seen since");
      return;
    }
    boolean moves = mine != null || state == null || applies();
    edits.add(edit(route, snapshot, wanted, current + 1, moves));
  }

  private boolean applies() {
    return applyOnStart && !started;
  }

  private Edit edit(
      Route route, RoutingSnapshot snapshot, Declared wanted, long sequence, boolean moves) {
    Declared declared = new Declared(wanted.stage(), wanted.weight(), sequence);
    ActiveRoute active = Objects.requireNonNull(snapshot.active(route.id()));
    StagePosition from = StagePosition.of(active);
    Stage stage = wanted.stage();
    if (stage == null) {
      reasons.remove(route.id());
      return new Edit(route, declared, from, null);
    }
    if (!moves) {
      return new Edit(route, declared, from, KEPT_AT_START);
    }
    boolean paused = active.shared() != null && active.shared().paused();
    CutoverAction action =
        new CutoverAction.SetStage(stage, stage == Stage.CANARY ? wanted.weight() : null);
    if (active.shared() == null) {
      return new Edit(route, declared, new StagePosition(stage, wanted.weight()), null);
    }
    return switch (CutoverRules.rule(
        route, from, paused, action, false, () -> gatekeeper.look(active, Gatekeeper.ONCE))) {
      case CutoverRules.Ruling.Move(StagePosition to, boolean _) ->
          new Edit(route, declared, to, null);
      case CutoverRules.Ruling.Refused(Refusal refusal) ->
          new Edit(route, declared, from, refusal.message(), refusal);
    };
  }

  /** A group moves as one: if one of its routes is refused, all stay. */
  private void refuseWholeGroups(List<Edit> edits) {
    Map<String, String> refused = new HashMap<>();
    for (Edit edit : edits) {
      if (edit.refusedBecause != null && edit.route.group() != null) {
        refused.putIfAbsent(edit.route.group(), edit.refusedBecause);
      }
    }
    RoutingSnapshot snapshot = shared.routing().snapshot();
    edits.replaceAll(
        edit -> {
          String group = edit.route.group();
          String because = group == null ? null : refused.get(group);
          if (edit.refusedBecause != null || because == null) {
            return edit;
          }
          ActiveRoute active = Objects.requireNonNull(snapshot.active(edit.route.id()));
          return new Edit(edit.route, edit.declared, StagePosition.of(active), because);
        });
    for (Edit edit : edits) {
      if (edit.refusedBecause == null) {
        reasons.remove(edit.route.id());
      } else {
        reasons.put(edit.route.id(), edit.refusedBecause);
      }
    }
  }

  private void forgetRemoved(
      RoutingSnapshot snapshot,
      Map<String, Optional<RouteState>> changes,
      Map<String, String> details) {
    for (String id : snapshot.table().removed()) {
      if (snapshot.state().route(id) != null) {
        changes.put(id, Optional.empty());
        details.put(id, "removed");
      }
    }
  }

  private RouteState after(Edit edit, RoutingSnapshot snapshot) {
    RouteState before = snapshot.state().route(edit.route.id());
    StagePosition from = StagePosition.of(Objects.requireNonNull(snapshot.active(edit.route.id())));
    if (before != null && edit.to.equals(from)) {
      return before.withDeclared(edit.declared);
    }
    return new RouteState(
        edit.to.stage(),
        edit.to.weight(),
        before != null && before.paused(),
        snapshot.state().revision().number() + 1,
        shared.now(),
        "file:" + edit.route.where().file(),
        null,
        edit.declared,
        before == null ? Map.of() : before.extras());
  }

  private static String describe(Edit edit, RoutingSnapshot snapshot) {
    StagePosition from = StagePosition.of(Objects.requireNonNull(snapshot.active(edit.route.id())));
    String declared = edit.declared.stage() == null ? "nothing" : declaredPosition(edit.declared);
    return edit.refusedBecause == null
        ? from + " → " + edit.to + ", declared " + declared
        : "stays " + from + ", declared " + declared + ": " + edit.refusedBecause;
  }

  private static String declaredPosition(Declared declared) {
    Stage stage = declared.stage();
    return stage == null ? "nothing" : new StagePosition(stage, declared.weight()).toString();
  }

  private static String subjectOf(Map<String, Optional<RouteState>> changes) {
    return changes.size() == 1 ? changes.keySet().iterator().next() : changes.size() + " routes";
  }

  private static String fileOf(List<Edit> edits) {
    List<String> files = edits.stream().map(e -> e.route.where().file()).distinct().toList();
    return files.size() == 1 ? files.getFirst() : "*";
  }

  /**
   * Makes the files' word current for every route that drifts, as one revision: all of them or
   * none, so that groups stay whole. Blocking, and safe beside {@link #submit()}.
   *
   * @param expected the routing state's revision that the caller has seen, or null
   * @param force past gates and out of retired; needs a reason
   */
  public CutoverOutcome takeFiles(
      String who, @Nullable String reason, @Nullable Long expected, boolean force, boolean dryRun) {
    return new FileTaking(shared, gatekeeper, listener, this::haveTaken)
        .execute(new FileTaking.Request(who, reason, expected, force, dryRun));
  }

  private void haveTaken(Map<String, Declared> declared) {
    taken.putAll(declared);
    reasons.keySet().removeAll(declared.keySet());
  }

  /** Why what the files declare for a route is not in force; null if nobody can tell. */
  public @Nullable String driftReason(String routeId) {
    return reasons.get(routeId);
  }

  /** Whether what the files declare for a route differs from what is in force. */
  public static boolean drifts(ActiveRoute active) {
    Stage declared = active.route().declaredStage();
    return declared != null
        && !new StagePosition(declared, active.route().declaredWeight())
            .equals(StagePosition.of(active));
  }
}
