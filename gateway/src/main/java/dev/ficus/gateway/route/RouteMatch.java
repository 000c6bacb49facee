package dev.ficus.gateway.route;

import org.jspecify.annotations.Nullable;

/** A route that claimed a request, with the variables of its path. */
public final class RouteMatch {

  private final Route route;
  private final PathReading reading;
  private final boolean preflight;

  RouteMatch(Route route, PathReading reading, boolean preflight) {
    this.route = route;
    this.reading = reading;
    this.preflight = preflight;
  }

  /** The match of a path that is known to be the route's. */
  public static RouteMatch of(Route route, String rawPath) {
    return new RouteMatch(route, PathReading.plain(rawPath), false);
  }

  public Route route() {
    return route;
  }

  /** Whether the request is a CORS preflight, which carries no key and no credentials. */
  public boolean isPreflight() {
    return preflight;
  }

  /** A variable of the path, decoded; null if the pattern has none of that name. */
  public @Nullable String variable(String name) {
    int at = indexOf(name);
    if (at < 0) {
      return null;
    }
    return isRemainder(at) ? reading.remainder(at) : reading.segment(at);
  }

  /** A variable as it may be put into a path: byte for byte as sent where that is possible. */
  @Nullable String rawVariable(String name) {
    int at = indexOf(name);
    if (at < 0) {
      return null;
    }
    return isRemainder(at) ? reading.rawRemainder(at) : reading.rawSegment(at);
  }

  /** Whether a remainder took no segment at all, not even an empty one. */
  boolean isMissing(String name) {
    return indexOf(name) >= reading.count;
  }

  private int indexOf(String name) {
    var segments = route.match().path().segments();
    for (int i = 0; i < segments.size(); i++) {
      if (name.equals(segments.get(i).variable())) {
        return i;
      }
    }
    return -1;
  }

  private boolean isRemainder(int at) {
    return route.match().path().segments().get(at) instanceof PathPattern.Remainder;
  }
}
