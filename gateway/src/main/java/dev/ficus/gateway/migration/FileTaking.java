package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes what the files declare the fleet's word, for every route that drifts. */
final class FileTaking {

  private static final int ATTEMPTS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final SharedState shared;
  private final Gatekeeper gatekeeper;
  private final CutoverListener listener;
  private final Consumer<Map<String, Declared>> onTaken;

  /** Who wants it, and how. */
  record Request(
      String who, @Nullable String reason, @Nullable Long expected, boolean force, boolean dryRun) {
    boolean lacksReason() {
      return force && (reason == null || reason.isBlank());
    }
  }

  private record Plan(List<CutoverOutcome.Change> changes, List<Refusal> refusals) {}

  /**
   * @param onTaken told what was declared once it is committed
   */
  FileTaking(
      SharedState shared,
      Gatekeeper gatekeeper,
      CutoverListener listener,
      Consumer<Map<String, Declared>> onTaken) {
    this.shared = shared;
    this.gatekeeper = gatekeeper;
    this.listener = listener;
    this.onTaken = onTaken;
  }

  CutoverOutcome execute(Request request) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RoutingSnapshot snapshot = shared.routing().snapshot();
      Revision base = snapshot.state().revision();
      if (request.expected() != null && request.expected() != base.number()) {
        return new CutoverOutcome.Stale(request.expected(), base.number());
      }
      Plan plan = plan(request, snapshot);
      if (!plan.refusals.isEmpty()) {
        refused(request, base, plan.refusals);
        return new CutoverOutcome.Refused(plan.refusals);
      }
      if (request.dryRun()) {
        return new CutoverOutcome.Done(plan.changes, base, null);
      }
      try {
        if (plan.changes.isEmpty()) {
          return new CutoverOutcome.Done(plan.changes, base, shared.converge(base, Duration.ZERO));
        }
        return commit(request, snapshot, plan);
      } catch (StaleRevisionException e) {
        if (e.current().number() < base.number()) {
          return new CutoverOutcome.Unavailable(
              "the shared store has lost state, which the fleet is putting back; try again in a"
                  + " moment",
              false);
        }
        shared.refresh();
      } catch (StoreUnavailableException e) {
        return new CutoverOutcome.Unavailable(String.valueOf(e.getMessage()), e.outcomeUnknown());
      }
    }
    return new CutoverOutcome.Conflict(shared.routing().snapshot().state().revision().number());
  }

  private Plan plan(Request request, RoutingSnapshot snapshot) {
    List<CutoverOutcome.Change> changes = new ArrayList<>();
    List<Refusal> refusals = new ArrayList<>();
    if (request.lacksReason()) {
      refusals.add(
          new Refusal(
              Refusal.Kind.INVALID, "files", "force needs a reason (expected: \"reason\")"));
      return new Plan(changes, refusals);
    }
    for (ActiveRoute active : snapshot.active()) {
      Stage stage = active.route().declaredStage();
      if (stage == null || !Declarations.drifts(active)) {
        continue;
      }
      Route route = active.route();
      StagePosition from = StagePosition.of(active);
      boolean paused = active.shared() != null && active.shared().paused();
      CutoverAction action =
          new CutoverAction.SetStage(stage, stage == Stage.CANARY ? route.declaredWeight() : null);
      switch (CutoverRules.rule(
          route,
          from,
          paused,
          action,
          request.force(),
          () -> gatekeeper.look(active, Gatekeeper.ONCE))) {
        case CutoverRules.Ruling.Refused(Refusal refusal) -> refusals.add(refusal);
        case CutoverRules.Ruling.Move(StagePosition to, boolean pausedNow) ->
            changes.add(new CutoverOutcome.Change(route.id(), from, to, pausedNow));
      }
    }
    return new Plan(changes, refusals);
  }

  private void refused(Request request, Revision base, List<Refusal> refusals) {
    List<Refusal> gates = Refusal.byGates(refusals);
    if (!gates.isEmpty() && !request.dryRun()) {
      listener.refusedByGates(subjectOf(gates, Refusal::route), request.who(), base.number(), gates);
    }
  }

  private void rolledBack(Request request, Revision revision, Plan plan) {
    List<CutoverOutcome.Change> back =
        plan.changes.stream()
            .filter(c -> c.after().stage() == Stage.LEGACY && c.after().compareTo(c.before()) < 0)
            .toList();
    if (!back.isEmpty()) {
      String subject = subjectOf(back, CutoverOutcome.Change::route);
      listener.rolledBack(subject, request.who(), request.reason(), revision.number(), back);
    }
  }

  /** A route's id, or how many there are. */
  private static <T> String subjectOf(List<T> routes, Function<T, String> id) {
    return routes.size() == 1 ? id.apply(routes.getFirst()) : routes.size() + " routes";
  }

  private CutoverOutcome commit(Request request, RoutingSnapshot snapshot, Plan plan) {
    RoutingState base = snapshot.state();
    Map<String, Optional<RouteState>> changes = new LinkedHashMap<>();
    Map<String, String> details = new LinkedHashMap<>();
    Map<String, Declared> declared = new LinkedHashMap<>();
    for (CutoverOutcome.Change change : plan.changes) {
      RouteState before = base.route(change.route());
      Declared word = declaredBy(Objects.requireNonNull(snapshot.active(change.route())), before);
      declared.put(change.route(), word);
      changes.put(change.route(), Optional.of(after(request, change, before, word, base)));
      details.put(change.route(), change.before() + " → " + change.after());
    }
    if (request.force()) {
      details.put("force", "true");
    }
    String subject = subjectOf(plan.changes, CutoverOutcome.Change::route);
    Revision revision =
        shared.commit(
            base,
            changes,
            shared.event(request.who(), "take-files", subject, request.reason(), details));
    onTaken.accept(declared);
    rolledBack(request, revision, plan);
    return new CutoverOutcome.Done(plan.changes, revision, shared.converge(revision, PATIENCE));
  }

  /** The fleet's declaration if it says so already, else the next one. */
  private static Declared declaredBy(ActiveRoute active, @Nullable RouteState before) {
    Declared fleet = before == null ? null : before.declared();
    long sequence = fleet == null ? 0 : fleet.sequence();
    Declared word =
        new Declared(active.route().declaredStage(), active.route().declaredWeight(), sequence + 1);
    return fleet != null && fleet.saysSameAs(word) ? fleet : word;
  }

  private RouteState after(
      Request request,
      CutoverOutcome.Change change,
      @Nullable RouteState before,
      Declared declared,
      RoutingState base) {
    return new RouteState(
        change.after().stage(),
        change.after().weight(),
        change.paused(),
        base.revision().number() + 1,
        shared.now(),
        request.who(),
        request.reason(),
        declared,
        before == null ? Map.of() : before.extras());
  }
}
