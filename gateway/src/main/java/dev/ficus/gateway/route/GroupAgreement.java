package dev.ficus.gateway.route;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds groups whose routes declare different stages: a group moves as one. */
final class GroupAgreement {

  private GroupAgreement() {}

  static void check(List<Route> routes, Findings findings) {
    Map<String, Route> first = new HashMap<>();
    for (Route route : routes) {
      if (route.group() == null || route.declaredStage() == null) {
        continue;
      }
      Route before = first.putIfAbsent(route.group(), route);
      if (before != null && !declaration(route).equals(declaration(before))) {
        findings.violation(
            route.where(),
            "route '"
                + route.id()
                + "' declares "
                + declaration(route)
                + ", but '"
                + before.id()
                + "' of the same group '"
                + route.group()
                + "' declares "
                + declaration(before)
                + " at "
                + before.where()
                + " (expected: one stage for the whole group)");
      }
    }
  }

  private static String declaration(Route route) {
    return route.declaredStage() == Stage.CANARY
        ? "canary " + route.declaredWeight()
        : String.valueOf(route.declaredStage()).toLowerCase(Locale.ROOT);
  }
}
