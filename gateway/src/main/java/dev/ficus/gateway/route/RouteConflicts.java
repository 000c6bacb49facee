package dev.ficus.gateway.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds routes that could tie, and routes that another one always hides. Only routes of the same
 * host and of paths of the same shape can do either, so only those are compared.
 */
final class RouteConflicts {

  private RouteConflicts() {}

  private record Place(
      Listener listener, HostPattern host, List<Object> shape, boolean anyMethod, int conditions) {}

  static void find(List<Route> routes, Findings findings) {
    Map<Place, List<Route>> places = new HashMap<>();
    for (Route route : routes) {
      if (route.listener() == Listener.QUEUE) {
        // Nobody looks for it by its path.
        continue;
      }
      Place place =
          new Place(
              route.listener(),
              Objects.requireNonNullElse(route.match().host(), HostPattern.ANY),
              shapeOf(route.match().path()),
              route.match().methods().isEmpty(),
              route.match().conditions().size());
      places.computeIfAbsent(place, _ -> new ArrayList<>()).add(route);
    }
    for (List<Route> its : places.values()) {
      for (int i = 0; i < its.size(); i++) {
        for (int j = i + 1; j < its.size(); j++) {
          compare(its.get(i), its.get(j), findings);
        }
      }
    }
  }

  /** Literals by their text, other segments by their kind. */
  private static List<Object> shapeOf(PathPattern path) {
    List<Object> shape = new ArrayList<>(path.segments().size());
    for (PathPattern.Segment segment : path.segments()) {
      shape.add(
          switch (segment) {
            case PathPattern.Literal literal -> literal;
            case PathPattern.Wildcard _, PathPattern.Regex _ -> PathPattern.Regex.class;
            case PathPattern.Any _ -> PathPattern.Any.class;
            case PathPattern.Remainder _ -> PathPattern.Remainder.class;
          });
    }
    return shape;
  }

  private static void compare(Route a, Route b, Findings findings) {
    if (!methodsMeet(a, b) || !pathsMeet(a, b) || !conditionsMeet(a, b)) {
      return;
    }
    if (a.priority() == b.priority()) {
      findings.violation(
          new Located<>(b.id(), b.where()),
          "route '"
              + b.id()
              + "' could tie with '"
              + a.id()
              + "' at "
              + a.where()
              + ": both would match the same requests (expected: different matches, or a"
              + " priority)");
      return;
    }
    Route above = a.priority() > b.priority() ? a : b;
    Route below = a.priority() > b.priority() ? b : a;
    if (hides(above, below)) {
      findings.violation(
          new Located<>(below.id(), below.where()),
          "route '"
              + below.id()
              + "' is unreachable: '"
              + above.id()
              + "' at "
              + above.where()
              + " takes every request of it");
    }
  }

  private static boolean methodsMeet(Route a, Route b) {
    return a.match().methods().isEmpty()
        || !Collections.disjoint(a.match().methods(), b.match().methods());
  }

  /** Equal patterns meet; different ones are taken to meet unless they are globs that cannot. */
  private static boolean pathsMeet(Route a, Route b) {
    List<PathPattern.Segment> as = a.match().path().segments();
    List<PathPattern.Segment> bs = b.match().path().segments();
    for (int i = 0; i < as.size(); i++) {
      if (as.get(i) instanceof PathPattern.Wildcard(String x)
          && bs.get(i) instanceof PathPattern.Wildcard(String y)
          && !Glob.meet(x, y)) {
        return false;
      }
    }
    return true;
  }

  private static boolean conditionsMeet(Route a, Route b) {
    return a.match().conditions().stream()
        .noneMatch(x -> b.match().conditions().stream().anyMatch(x::excludes));
  }

  private static boolean hides(Route above, Route below) {
    boolean methods =
        above.match().methods().isEmpty()
            || above.match().methods().containsAll(below.match().methods());
    boolean paths =
        above.match().path().segments().stream()
            .map(RouteConflicts::withoutName)
            .toList()
            .equals(
                below.match().path().segments().stream().map(RouteConflicts::withoutName).toList());
    boolean conditions =
        above.match().conditions().stream()
            .allMatch(x -> below.match().conditions().stream().anyMatch(y -> y.implies(x)));
    return methods && paths && conditions;
  }

  private static Object withoutName(PathPattern.Segment segment) {
    return switch (segment) {
      case PathPattern.Any _ -> PathPattern.Any.class;
      case PathPattern.Remainder _ -> PathPattern.Remainder.class;
      case PathPattern.Literal l -> l;
      case PathPattern.Wildcard w -> w;
      case PathPattern.Regex r -> r;
    };
  }
}
