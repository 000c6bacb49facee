package dev.ficus.gateway.route;

import org.jspecify.annotations.Nullable;

/** What the table says about a request. */
public sealed interface Lookup {

  /** A route claims it. */
  record Matched(RouteMatch match) implements Lookup {}

  /**
   * No route claims it.
   *
   * @param upstream the default upstream of its host, or null if there is none: 404
   */
  record Unmatched(@Nullable Upstream upstream) implements Lookup {}

  /** Its path means different routes to different servers: 400. */
  record Ambiguous() implements Lookup {}
}
