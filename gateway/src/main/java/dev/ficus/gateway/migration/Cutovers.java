package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries cutovers out: one compare-and-set a cutover, a group as one revision. Blocking, so never
 * called on an event loop.
 */
public final class Cutovers {

  private static final int ATTEMPTS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final SharedState shared;
  private final Gatekeeper gatekeeper;
  private final CutoverListener listener;

  public Cutovers(SharedState shared, Gatekeeper gatekeeper, CutoverListener listener) {
    this.shared = shared;
    this.gatekeeper = gatekeeper;
    this.listener = listener;
  }

  CutoverListener listener() {
    return listener;
  }

  public CutoverOutcome execute(CutoverRequest request) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RoutingSnapshot snapshot = shared.routing().snapshot();
      List<ActiveRoute> routes = subjectOf(snapshot, request);
      if (routes.isEmpty()) {
        return new CutoverOutcome.Unknown(request.subject());
      }
      long current = revisionOf(routes);
      if (request.expected() != null && request.expected() != current) {
        return new CutoverOutcome.Stale(request.expected(), current);
      }
      Plan plan = plan(request, routes);
      if (!plan.refusals.isEmpty()) {
        refused(request, current, plan.refusals);
        return new CutoverOutcome.Refused(plan.refusals);
      }
      if (request.dryRun()) {
        return new CutoverOutcome.Done(plan.changes, snapshot.state().revision(), null);
      }
      try {
        return commit(request, snapshot, plan);
      } catch (StaleRevisionException e) {
        if (e.current().number() < snapshot.state().revision().number()) {
          return withoutStore(request, snapshot, plan, storeHasLostState());
        }
        CutoverOutcome lost = afterLosing(request, routes, current);
        if (lost != null) {
          return lost;
        }
      } catch (StoreUnavailableException e) {
        shared.troubled(e);
        return withoutStore(request, snapshot, plan, e);
      }
    }
    return new CutoverOutcome.Conflict(shared.routing().snapshot().state().revision().number());
  }

  private static StoreUnavailableException storeHasLostState() {
    return new StoreUnavailableException(
        "the shared store has lost state, which the fleet is putting back; try again in a moment",
        false,
        null);
  }

  private record Plan(List<CutoverOutcome.Change> changes, List<Refusal> refusals) {}

  private static List<ActiveRoute> subjectOf(RoutingSnapshot snapshot, CutoverRequest request) {
    RouteTable table = snapshot.table();
    if (!request.isGroup()) {
      ActiveRoute route = snapshot.active(request.subject());
      return route == null ? List.of() : List.of(route);
    }
    List<ActiveRoute> routes = new ArrayList<>();
    for (Route route : table.group(request.subject())) {
      ActiveRoute active = snapshot.active(route.id());
      if (active != null) {
        routes.add(active);
      }
    }
    return routes;
  }

  /** The highest revision that changed one of the routes: what an ETag stands for. */
  public static long revisionOf(List<ActiveRoute> routes) {
    long highest = 0;
    for (ActiveRoute route : routes) {
      RouteState state = route.shared();
      highest = Math.max(highest, state == null ? 0 : state.revision());
    }
    return highest;
  }

  private Plan plan(CutoverRequest request, List<ActiveRoute> routes) {
    List<CutoverOutcome.Change> changes = new ArrayList<>();
    List<Refusal> refusals = new ArrayList<>();
    if (request.force() && (request.reason() == null || request.reason().isBlank())) {
      refusals.add(
          new Refusal(
              Refusal.Kind.INVALID,
              request.subject(),
              "force needs a reason (expected: \"reason\")"));
      return new Plan(changes, refusals);
    }
    CutoverAction action = actionFor(request, routes);
    for (ActiveRoute route : routes) {
      Refusal alone = refuseAlone(request, route.route());
      if (alone != null) {
        refusals.add(alone);
        continue;
      }
      StagePosition from = StagePosition.of(route);
      if (request.isGroup() && staysWhereItIs(request, action, from, routes)) {
        continue;
      }
      boolean paused = route.shared() != null && route.shared().paused();
      switch (CutoverRules.rule(
          route.route(),
          from,
          paused,
          action,
          request.force(),
          () -> gatekeeper.look(route, Gatekeeper.ONCE))) {
        case CutoverRules.Ruling.Refused(Refusal refusal) -> refusals.add(refusal);
        case CutoverRules.Ruling.Move(StagePosition to, boolean pausedNow) -> {
          if (!to.equals(from) || pausedNow != paused) {
            changes.add(new CutoverOutcome.Change(route.route().id(), from, to, pausedNow));
          }
        }
      }
    }
    return new Plan(changes, refusals);
  }

  /**
   * A promotion takes no route back, and a rollback leaves out what is retired: its legacy may be
   * gone, and the others must not wait for that.
   */
  private static boolean staysWhereItIs(
      CutoverRequest request,
      CutoverAction action,
      StagePosition from,
      List<ActiveRoute> routes) {
    return switch (request.action()) {
      case CutoverAction.Promote _ ->
          action instanceof CutoverAction.SetStage(Stage stage, Weight weight)
              && from.compareTo(new StagePosition(stage, weight == null ? Weight.NONE : weight))
                  >= 0;
      case CutoverAction.Rollback _ ->
          from.stage() == Stage.RETIRED
              && !request.force()
              && routes.stream().anyMatch(route -> route.stage() != Stage.RETIRED);
      case CutoverAction.SetStage _,
          CutoverAction.Pause _,
          CutoverAction.Resume _,
          CutoverAction.Retire _ ->
          false;
    };
  }

  /** A group is promoted from where its slowest route is, so that its routes come together. */
  private static CutoverAction actionFor(CutoverRequest request, List<ActiveRoute> routes) {
    if (!request.isGroup() || !(request.action() instanceof CutoverAction.Promote)) {
      return request.action();
    }
    ActiveRoute slowest = routes.getFirst();
    boolean paused = false;
    for (ActiveRoute route : routes) {
      paused |= route.shared() != null && route.shared().paused();
      if (StagePosition.of(route).compareTo(StagePosition.of(slowest)) < 0) {
        slowest = route;
      }
    }
    Optional<StagePosition> next =
        CutoverRules.nextStep(slowest.route(), StagePosition.of(slowest));
    return paused || next.isEmpty()
        ? request.action()
        : new CutoverAction.SetStage(
            next.get().stage(), next.get().stage() == Stage.CANARY ? next.get().weight() : null);
  }

  private static @Nullable Refusal refuseAlone(CutoverRequest request, Route route) {
    if (request.isGroup() || route.group() == null || request.force()) {
      return null;
    }
    return new Refusal(
        Refusal.Kind.CONFLICT,
        route.id(),
        "route '"
            + route.id()
            + "' moves together with group '"
            + route.group()
            + "' (way out: cut over the group, or force with a reason)");
  }

  private void refused(CutoverRequest request, long revision, List<Refusal> refusals) {
    List<Refusal> gates = Refusal.byGates(refusals);
    if (!gates.isEmpty() && !request.dryRun()) {
      listener.refusedByGates(request.name(), request.who(), revision, gates);
    }
  }

  private void rolledBack(CutoverRequest request, long revision, Plan plan) {
    boolean moves = plan.changes.stream().anyMatch(c -> c.after().compareTo(c.before()) < 0);
    if (moves && request.action().isRollback()) {
      listener.rolledBack(request.name(), request.who(), request.reason(), revision, plan.changes);
    }
  }

  private CutoverOutcome commit(CutoverRequest request, RoutingSnapshot snapshot, Plan plan) {
    RoutingState base = snapshot.state();
    if (plan.changes.isEmpty()) {
      return new CutoverOutcome.Done(
          plan.changes, base.revision(), shared.converge(base.revision(), Duration.ZERO));
    }
    Map<String, Optional<RouteState>> changes = new LinkedHashMap<>();
    Map<String, String> details = new LinkedHashMap<>();
    for (CutoverOutcome.Change change : plan.changes) {
      RouteState before = base.route(change.route());
      changes.put(change.route(), Optional.of(after(request, change, before, base)));
      details.put(
          change.route(),
          change.before() + " → " + change.after() + (change.paused() ? ", paused" : ""));
    }
    if (request.force()) {
      details.put("force", "true");
    }
    Revision revision =
        shared.commit(
            base,
            changes,
            shared.event(
                request.who(), request.action().word(), request.name(), request.reason(), details));
    rolledBack(request, revision.number(), plan);
    return new CutoverOutcome.Done(plan.changes, revision, shared.converge(revision, PATIENCE));
  }

  private RouteState after(
      CutoverRequest request,
      CutoverOutcome.Change change,
      @Nullable RouteState before,
      RoutingState base) {
    if (before != null && change.after().equals(change.before())) {
      // Evidence and hold go on: nothing has moved.
      return before.withPaused(change.paused());
    }
    return new RouteState(
        change.after().stage(),
        change.after().weight(),
        change.paused(),
        base.revision().number() + 1,
        shared.now(),
        request.who(),
        request.reason(),
        before == null ? null : before.declared(),
        before == null ? Map.of() : before.extras());
  }

  /** Null if what was asked for still stands, and is to be tried again on the new state. */
  private @Nullable CutoverOutcome afterLosing(
      CutoverRequest request, List<ActiveRoute> routes, long before) {
    try {
      shared.refresh();
    } catch (StoreUnavailableException e) {
      return new CutoverOutcome.Unavailable(String.valueOf(e.getMessage()), false);
    }
    List<ActiveRoute> now = subjectOf(shared.routing().snapshot(), request);
    long current = revisionOf(now);
    if (current == before && now.size() == routes.size()) {
      return null;
    }
    return request.expected() != null
        ? new CutoverOutcome.Stale(request.expected(), current)
        : new CutoverOutcome.Conflict(current);
  }

  private CutoverOutcome withoutStore(
      CutoverRequest request, RoutingSnapshot snapshot, Plan plan, StoreUnavailableException e) {
    if (!request.action().isRollback()) {
      return new CutoverOutcome.Unavailable(String.valueOf(e.getMessage()), e.outcomeUnknown());
    }
    Map<String, LocalOverride> overrides = new LinkedHashMap<>();
    for (CutoverOutcome.Change change : plan.changes) {
      RouteState state = snapshot.state().route(change.route());
      overrides.put(
          change.route(),
          new LocalOverride(
              change.after().stage(),
              change.after().weight(),
              state == null ? 0 : state.revision(),
              shared.now(),
              request.who(),
              request.reason()));
    }
    if (!overrides.isEmpty()) {
      shared.override(overrides);
      rolledBack(request, snapshot.state().revision().number(), plan);
    }
    return new CutoverOutcome.DoneLocally(plan.changes);
  }
}
