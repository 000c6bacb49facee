package dev.ficus.gateway.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of one place in the path index, the more specific first. */
final class RouteChoice {

  static final RouteChoice NONE = new RouteChoice(new Route[0]);

  private final Route[] routes;

  /** The only one, if it asks for nothing but perhaps one method. */
  private final @Nullable Route sole;

  /** What the only one asks for; null if it answers every method. */
  private final @Nullable String soleMethod;

  private RouteChoice(Route[] routes) {
    this.routes = routes;
    sole = routes.length == 1 && isSimple(routes[0].match()) ? routes[0] : null;
    // Methods are compared by identity first, and one string for all routes is always at hand.
    soleMethod =
        sole == null
            ? null
            : sole.match().methods().stream().findFirst().map(String::intern).orElse(null);
  }

  private static boolean isSimple(MatchSpec match) {
    return match.methods().size() <= 1 && match.conditions().isEmpty();
  }

  static RouteChoice of(List<Route> routes) {
    return routes.isEmpty()
        ? NONE
        : new RouteChoice(routes.stream().sorted(Precedence.WITHIN_PATH).toArray(Route[]::new));
  }

  /** Offers the best route that answers the method and whose conditions hold. */
  boolean offerTo(Search search) {
    if (sole != null) {
      return offerSole(search, sole);
    }
    if (routes.length == 0) {
      return false;
    }
    return offer(search, Search.NAMED, search.request.method())
        || search.implied != null && offer(search, Search.IMPLIED, search.implied)
        || offer(search, Search.ANY, null);
  }

  /** What most places of a table hold; decided without a look at the route. */
  private boolean offerSole(Search search, Route route) {
    int level = Search.ANY;
    if (soleMethod != null) {
      boolean named = soleMethod.equals(search.request.method());
      if (!named && !soleMethod.equals(search.implied)) {
        return false;
      }
      level = named ? Search.NAMED : Search.IMPLIED;
    }
    search.offer(route, level);
    return true;
  }

  private boolean offer(Search search, int level, @Nullable String method) {
    for (Route route : routes) {
      boolean answers =
          method == null
              ? route.match().methods().isEmpty()
              : route.match().methods().contains(method);
      if (answers && holds(route, search.request)) {
        search.offer(route, level);
        return true;
      }
    }
    return false;
  }

  private static boolean holds(Route route, RequestHead request) {
    List<Condition> conditions = route.match().conditions();
    for (int i = 0; i < conditions.size(); i++) {
      if (!conditions.get(i).holds(request)) {
        return false;
      }
    }
    return true;
  }
}
