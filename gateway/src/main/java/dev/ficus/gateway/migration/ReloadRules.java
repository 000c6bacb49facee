package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.QueueSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What new route files may not do to routes that are on their way. */
public final class ReloadRules {

  private ReloadRules() {}

  /**
   * Finds routes that are gone although the target answers for them, and routes that have lost a
   * side that their stage needs.
   */
  public static List<Violation> check(RoutingSnapshot now, RouteTable next) {
    List<Violation> violations = new ArrayList<>();
    now.state()
        .routes()
        .forEach(
            (id, state) -> {
              Stage stage = state.stage();
              // The backlog of a subscriber that is gone is kept, and no request of it is lost.
              boolean moved =
                  stage != Stage.LEGACY
                      && stage != Stage.SHADOW
                      && id.indexOf(Route.SUBSCRIBER) < 0;
              Route route = next.route(id);
              if (route != null) {
                checkSides(route, stage, violations);
              } else if (moved && !next.removed().contains(id)) {
                violations.add(gone(id, stage, now.table().route(id)));
              }
            });
    for (ActiveRoute active : now.active()) {
      boolean known = now.state().route(active.route().id()) != null;
      Route route = active.route();
      boolean moved =
          active.stage().compareTo(Stage.CANARY) >= 0
              && !route.isSubscriber()
              && !(route.queue() instanceof QueueSpec.Webhook);
      boolean kept =
          next.route(active.route().id()) != null || next.removed().contains(active.route().id());
      if (!known && moved && !kept) {
        violations.add(gone(active.route().id(), active.stage(), active.route()));
      }
    }
    return violations;
  }

  private static Violation gone(String id, Stage stage, @Nullable Route route) {
    Position where = Position.ofFile(route == null ? "routes" : route.where().file());
    return new Violation(
        where,
        "route '"
            + id
            + "' is "
            + stage.word()
            + " and gone from its file, which would send its traffic to the default upstream; move"
            + " it to legacy, or list it under removed:");
  }

  private static void checkSides(Route route, Stage stage, List<Violation> violations) {
    boolean needsTarget = stage.compareTo(Stage.CANARY) >= 0;
    boolean needsLegacy = stage == Stage.LEGACY || stage == Stage.CANARY;
    if (needsTarget && route.target() == null) {
      violations.add(lost(route, stage, "target"));
    }
    if (needsLegacy && route.legacy() == null) {
      violations.add(lost(route, stage, "legacy"));
    }
  }

  private static Violation lost(Route route, Stage stage, String side) {
    return new Violation(
        route.where(),
        route.id().length(),
        "route '" + route.id() + "' is " + stage.word() + " and needs its " + side + " side");
  }
}
