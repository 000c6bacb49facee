package dev.ficus.gateway.route;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a single route must fulfil once its names are resolved. */
final class RouteRules {

  private RouteRules() {}

  static void check(
      RouteSpec spec,
      RouteSettings settings,
      @Nullable Upstream legacy,
      @Nullable Target target,
      Findings findings) {
    String route = "route '" + spec.id().value() + "'";
    checkStage(route, spec, settings, legacy, target, findings);
    checkPlan(route, settings, findings);
    checkCanary(route, spec, settings, findings);
    if (settings.rewrite() != null && !(target instanceof Target.ToUpstream)) {
      findings.violation(
          settings.rewrite().where(), route + ": rewrite without a target upstream to rewrite for");
    }
    checkShadow(route, settings, target, findings);
  }

  private static void checkStage(
      String route,
      RouteSpec spec,
      RouteSettings settings,
      @Nullable Upstream legacy,
      @Nullable Target target,
      Findings findings) {
    boolean hasTarget = target != null || settings.target() != null;
    boolean hasLegacy = legacy != null || settings.legacy() != null && !saysNone(settings.legacy());
    if (!hasTarget && !hasLegacy) {
      findings.violation(
          spec.id(), route + " has neither a legacy nor a target side (expected: at least one)");
    }
    Located<Stage> stage = settings.stage();
    if (stage == null) {
      return;
    }
    switch (stage.value()) {
      case LEGACY -> requireSide(hasLegacy, "legacy", stage, route, findings);
      case SHADOW -> {
        requireSide(hasLegacy, "legacy", stage, route, findings);
        requireSide(hasTarget, "target", stage, route, findings);
        if (target instanceof Target.Respond) {
          findings.violation(
              stage.where(),
              route + ": stage 'shadow' needs a target upstream, and Ficus answers itself");
        }
      }
      case CANARY -> {
        requireSide(hasLegacy, "legacy", stage, route, findings);
        requireSide(hasTarget, "target", stage, route, findings);
      }
      case LIVE, RETIRED -> requireSide(hasTarget, "target", stage, route, findings);
    }
  }

  /** A write that is done by both sides on the same data is done twice. */
  private static void checkShadow(
      String route, RouteSettings settings, @Nullable Target target, Findings findings) {
    Located<ShadowSpec> shadow = settings.shadow();
    if (shadow == null || shadow.value().isOff()) {
      return;
    }
    if (target instanceof Target.Respond) {
      findings.violation(
          shadow.where(),
          route + ": shadow needs a target upstream to compare with, and Ficus answers itself");
    }
    boolean apart =
        target instanceof Target.ToUpstream(Upstream upstream)
            && upstream.data() == UpstreamSpec.Data.SEPARATE;
    if (shadow.value().writes()
        && target instanceof Target.ToUpstream(Upstream upstream)
        && !apart) {
      findings.violation(
          shadow.where(),
          route
              + ": shadow with writes: true would do every write twice on shared data (expected:"
              + " data: separate on upstream '"
              + upstream.name()
              + "', if its data really are)");
    }
  }

  private static boolean saysNone(Located<String> name) {
    return name.value().equals(DefaultSpec.NONE);
  }

  private static void requireSide(
      boolean present, String side, Located<Stage> stage, String route, Findings findings) {
    if (!present) {
      findings.violation(
          stage.where(),
          route
              + ": stage '"
              + stage.value().word()
              + "' needs a "
              + side
              + " side, and there is none");
    }
  }

  private static void checkPlan(String route, RouteSettings settings, Findings findings) {
    Located<PlanSpec> plan = settings.plan();
    if (plan == null) {
      return;
    }
    PlanSpec.Step before = null;
    for (PlanSpec.Step step : plan.value().steps()) {
      boolean forward =
          before == null
              || step.stage().compareTo(before.stage()) > 0
              || step.stage() == before.stage() && step.weight().compareTo(before.weight()) > 0;
      if (!forward) {
        findings.violation(
            plan.where(),
            route
                + ": plan step "
                + step
                + " comes after "
                + before
                + " (expected: each step further than the one before)");
      }
      before = step;
    }
  }

  private static void checkCanary(
      String route, RouteSpec spec, RouteSettings settings, Findings findings) {
    CanarySpec canary = settings.canary();
    if (canary.stickyBy() != null) {
      Set<String> variables = spec.match().value().path().variables();
      for (StickyKey key : canary.stickyBy().value()) {
        if (key instanceof StickyKey.PathVariable(String name) && !variables.contains(name)) {
          findings.violation(
              canary.stickyBy().where(),
              route + ": stickyBy path:" + name + ", but the path has no variable '" + name + "'");
        }
      }
    }
    Located<Stage> stage = settings.stage();
    boolean keyless = canary.stickyBy() == null || canary.stickyBy().value().isEmpty();
    boolean weighted = canary.weight() != null && canary.weight().value().basisPoints() > 0;
    if (stage != null
        && stage.value() == Stage.CANARY
        && keyless
        && weighted
        && !QueueRules.isQueued(spec, settings)) {
      findings.warning(
          stage.where(), route + ": a canary without stickyBy sends every request to legacy");
    }
  }
}
