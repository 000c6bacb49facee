package dev.ficus.gateway.admin;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Cutovers;
import dev.ficus.gateway.migration.Declarations;
import dev.ficus.gateway.migration.GateReport;
import dev.ficus.gateway.migration.Gatekeeper;
import dev.ficus.gateway.migration.RoutePlan;
import dev.ficus.gateway.migration.RouteState;
import dev.ficus.gateway.migration.StagePosition;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.MatchSpec;
import dev.ficus.gateway.route.PlanSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.StickyKey;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.Upstream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows routes. */
final class RouteViews {

  private final Declarations declarations;
  private final Gatekeeper gatekeeper;

  RouteViews(Declarations declarations, Gatekeeper gatekeeper) {
    this.declarations = declarations;
    this.gatekeeper = gatekeeper;
  }

  private List<GateReport> gates(ActiveRoute active) {
    return active.route().gates() == null ? List.of() : gatekeeper.look(active, Gatekeeper.ONCE);
  }

  static StagePosition position(ActiveRoute active) {
    return new StagePosition(active.stage(), active.weight());
  }

  static boolean paused(ActiveRoute active) {
    RouteState shared = active.shared();
    return shared != null && shared.paused();
  }

  RouteView of(ActiveRoute active) {
    return of(active, position(active), paused(active));
  }

  /** As it would be at a position. */
  RouteView of(ActiveRoute active, StagePosition at, boolean paused) {
    Route route = active.route();
    MatchSpec match = route.match();
    StagePosition declared = declared(route);
    boolean drift = declared != null && !declared.equals(at);
    RouteState shared = active.shared();
    return new RouteView(
        route.id(),
        RouteView.Place.of(route.where()),
        match.path().text(),
        match.methods().stream().sorted().toList(),
        match.host() == null ? null : match.host().text(),
        match.conditions().stream().map(RouteView.ConditionView::of).toList(),
        route.listener().name().toLowerCase(Locale.ROOT),
        name(route.legacy()),
        target(route),
        respond(route),
        route.group(),
        at.stage().word(),
        at.weight().toString(),
        paused,
        declared == null ? null : RouteView.At.of(declared),
        drift,
        drift ? declarations.driftReason(route.id()) : null,
        active.overridden(),
        gates(active).stream().map(RouteView.Gate::of).toList(),
        plan(route, at),
        route.stickyBy().stream().map(RouteViews::word).toList(),
        RouteView.Shadow.of(route.shadow()),
        RouteView.Counts.of(active.counts()),
        lastLegacyAnswer(active),
        shared == null ? null : shared.changedAt(),
        shared == null ? null : shared.changedBy(),
        shared == null ? null : shared.reason(),
        Cutovers.revisionOf(List.of(active)));
  }

  /** Null if legacy never answered. */
  static @Nullable Instant lastLegacyAnswer(ActiveRoute active) {
    long at = active.counts().legacyUse().answeredAt();
    return at == 0 ? null : Instant.ofEpochMilli(at);
  }

  static @Nullable StagePosition declared(Route route) {
    Stage stage = route.declaredStage();
    return stage == null ? null : new StagePosition(stage, route.declaredWeight());
  }

  private static RouteView.Plan plan(Route route, StagePosition at) {
    PlanSpec spec = route.plan();
    StagePosition next = RoutePlan.next(route, at);
    return new RouteView.Plan(
        spec != null,
        RoutePlan.steps(route).stream().map(RouteView::step).toList(),
        next == null ? null : RouteView.step(next),
        spec == null ? "0s" : Durations.write(spec.hold()),
        spec != null && spec.auto());
  }

  /** As files write it. */
  private static String word(StickyKey key) {
    return switch (key) {
      case StickyKey.Header(String name) -> "header:" + name;
      case StickyKey.Cookie(String name) -> "cookie:" + name;
      case StickyKey.PathVariable(String name) -> "path:" + name;
      case StickyKey.Body(String pointer) -> "body:" + pointer;
      case StickyKey.ClientIp() -> "client-ip";
      case StickyKey.AssignedCookie() -> "assigned-cookie";
    };
  }

  private static @Nullable String name(@Nullable Upstream upstream) {
    return upstream == null ? null : upstream.name();
  }

  private static @Nullable String target(Route route) {
    return route.target() instanceof Target.ToUpstream(Upstream upstream) ? upstream.name() : null;
  }

  private static @Nullable FixedResponse respond(Route route) {
    return route.target() instanceof Target.Respond(FixedResponse response) ? response : null;
  }
}
