package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.PlanSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.Weight;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which moves a route may make: a pure function of the route, where it is, and what is wanted. */
final class CutoverRules {

  /** For a route that has no plan of its own. */
  private static final List<StagePosition> DEFAULT_STEPS =
      List.of(
          new StagePosition(Stage.CANARY, Weight.parse("1%")),
          new StagePosition(Stage.CANARY, Weight.parse("10%")),
          new StagePosition(Stage.CANARY, Weight.parse("50%")),
          new StagePosition(Stage.LIVE, Weight.ALL));

  private CutoverRules() {}

  /** What comes of an action for one route. */
  sealed interface Ruling {

    /** It moves, or only its pause changes. */
    record Move(StagePosition to, boolean paused) implements Ruling {}

    record Refused(Refusal refusal) implements Ruling {}
  }

  /**
   * @param from where the route is
   * @param paused whether its plan stands still
   * @param gates looked at only where the move must meet them
   */
  static Ruling rule(
      Route route,
      StagePosition from,
      boolean paused,
      CutoverAction action,
      boolean force,
      Supplier<List<GateReport>> gates) {
    Ruling ruling = rule(route, from, paused, action, force);
    if (ruling instanceof Ruling.Move(StagePosition to, boolean _)
        && to.compareTo(from) > 0
        && to.stage().compareTo(Stage.CANARY) >= 0
        && !force) {
      List<GateReport> reports = gates.get();
      if (!reports.stream().allMatch(GateReport::letsPass)) {
        return new Ruling.Refused(refusedByGates(route, reports));
      }
    }
    return ruling;
  }

  static Refusal refusedByGates(Route route, List<GateReport> reports) {
    return new Refusal(
        Refusal.Kind.GATE,
        route.id(),
        "route '"
            + route.id()
            + "': its gates are not met (way out: wait for more evidence, or force with a reason)",
        reports);
  }

  /** The same for a route without gates. */
  static Ruling rule(
      Route route, StagePosition from, boolean paused, CutoverAction action, boolean force) {
    return switch (action) {
      case CutoverAction.SetStage(Stage stage, Weight weight) ->
          setStage(route, from, paused, stage, weight, force);
      case CutoverAction.Promote() -> promote(route, from, paused, force);
      case CutoverAction.Rollback(PlanSpec.Step to) -> rollback(route, from, to, force);
      case CutoverAction.Pause() -> new Ruling.Move(from, true);
      case CutoverAction.Resume() -> new Ruling.Move(from, false);
      case CutoverAction.Retire() ->
          move(route, from, new StagePosition(Stage.RETIRED, Weight.ALL), paused, force);
    };
  }

  private static Ruling setStage(
      Route route,
      StagePosition from,
      boolean paused,
      Stage stage,
      @Nullable Weight weight,
      boolean force) {
    if (weight != null && stage != Stage.CANARY) {
      return refuse(
          Refusal.Kind.INVALID, route, "weight goes with stage canary, not with " + stage.word());
    }
    Weight wanted = weight;
    if (stage == Stage.CANARY && wanted == null) {
      wanted = from.stage() == Stage.CANARY ? from.weight() : route.declaredWeight();
      if (wanted.basisPoints() == 0) {
        return refuse(
            Refusal.Kind.INVALID,
            route,
            "a canary needs a weight (expected: \"weight\": \"10%\" or such)");
      }
    }
    StagePosition to = new StagePosition(stage, wanted == null ? Weight.NONE : wanted);
    return move(route, from, to, paused, force);
  }

  private static Ruling promote(Route route, StagePosition from, boolean paused, boolean force) {
    if (paused) {
      return refuse(Refusal.Kind.CONFLICT, route, "its plan is paused (way out: resume it first)");
    }
    return nextStep(route, from)
        .map(next -> move(route, from, next, false, force))
        .orElseGet(
            () ->
                refuse(
                    Refusal.Kind.CONFLICT,
                    route,
                    from.stage() == Stage.RETIRED
                        ? "it is retired: there is no further step"
                        : "it is at the last step of its plan; retire is a step of its own"));
  }

  /** The steps of the plan, or the usual ones. */
  static List<StagePosition> steps(Route route) {
    return route.plan() == null || route.plan().steps().isEmpty()
        ? DEFAULT_STEPS
        : route.plan().steps().stream().map(StagePosition::of).toList();
  }

  /** The first step of the plan beyond a position. */
  static Optional<StagePosition> nextStep(Route route, StagePosition from) {
    return steps(route).stream().filter(step -> step.compareTo(from) > 0).findFirst();
  }

  private static Ruling rollback(
      Route route, StagePosition from, PlanSpec.@Nullable Step step, boolean force) {
    StagePosition to = step == null ? StagePosition.LEGACY : StagePosition.of(step);
    if (to.compareTo(from) > 0) {
      return refuse(
          Refusal.Kind.CONFLICT,
          route,
          "it is at " + from + ", and " + to + " is further, not back (expected: an earlier step)");
    }
    return move(route, from, to, route.plan() != null, force);
  }

  private static Ruling move(
      Route route, StagePosition from, StagePosition to, boolean paused, boolean force) {
    if (to.equals(from)) {
      return new Ruling.Move(to, paused);
    }
    if (to.stage() != Stage.LEGACY && route.target() == null) {
      return refuse(
          Refusal.Kind.CONFLICT, route, to.stage().word() + " needs a target, and it has none");
    }
    boolean needsLegacy = to.stage().compareTo(Stage.CANARY) <= 0;
    if (to.stage() == Stage.SHADOW && !(route.target() instanceof Target.ToUpstream)) {
      return refuse(
          Refusal.Kind.CONFLICT,
          route,
          "shadow needs a target upstream to compare with, and Ficus answers for the target itself"
              + " (way out: go on to canary or live)");
    }
    if (needsLegacy && route.legacy() == null) {
      return refuse(
          Refusal.Kind.CONFLICT,
          route,
          to.stage().word() + " needs a legacy side, and it has none");
    }
    if (from.stage() == Stage.RETIRED && !force) {
      return refuse(
          Refusal.Kind.CONFLICT,
          route,
          "legacy is retired and may be gone (way out: force, with a reason)");
    }
    if (to.stage() == Stage.RETIRED && from.stage() != Stage.LIVE && !force) {
      return refuse(
          Refusal.Kind.CONFLICT,
          route,
          "only a live route is retired, and it is at " + from + " (way out: make it live first)");
    }
    return new Ruling.Move(to, paused);
  }

  private static Ruling refuse(Refusal.Kind kind, Route route, String message) {
    return new Ruling.Refused(
        new Refusal(kind, route.id(), "route '" + route.id() + "': " + message));
  }
}
