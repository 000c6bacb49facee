package dev.ficus.cli.tools;

import dev.ficus.gateway.route.RouteStubs;

/**
 * A method and a path of an application.
 *
 * @param path as a route matches it, {@code /orders/{id}}
 */
record Endpoint(String method, String path) {

  /** Whether a route can say it. */
  boolean isMatch() {
    return RouteStubs.canSay(method, path);
  }

  /** Equal for two that no request could tell apart: names of variables do not matter. */
  String shape() {
    return RouteStubs.shape(method, path);
  }
}
