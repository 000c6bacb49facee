package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lies before a route, for those who show it. */
public final class RoutePlan {

  private RoutePlan() {}

  /** The steps that promoting takes, in order; the usual ones for a route without a plan. */
  public static List<StagePosition> steps(Route route) {
    return CutoverRules.steps(route);
  }

  /** The step that promoting would take next, or null if there is none. */
  public static @Nullable StagePosition next(Route route, StagePosition from) {
    return CutoverRules.nextStep(route, from).orElse(null);
  }
}
