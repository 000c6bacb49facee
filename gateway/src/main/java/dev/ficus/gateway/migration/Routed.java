package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Upstream;

/** Where a request goes. */
public sealed interface Routed {

  /** A route claims it and has decided. */
  record ToRoute(ActiveRoute route, RouteMatch match, Decision decision) implements Routed {}

  /** No route claims it; the default upstream takes it. */
  record ToDefault(Upstream upstream) implements Routed {}

  /** No route claims it, and there is no default upstream: 404. */
  record ToNobody() implements Routed {}

  /** Its path means different routes to different servers: 400. */
  record Ambiguous() implements Routed {}
}
