package dev.ficus.cli.tools;

import dev.ficus.gateway.route.PathPattern;
import java.util.regex.Pattern;

/**
 * A method and a path of an application.
 *
 * @param path as a route matches it, {@code /orders/{id}}
 */
record Endpoint(String method, String path) {

  private static final Pattern VARIABLE_SEGMENT = Pattern.compile("(?<=/)(\\{[^/}]*}|\\*)(?=/|$)");

  /** Whether a route can say it. */
  boolean isMatch() {
    try {
      return !PathPattern.parse(path).segments().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Equal for two that no request could tell apart: names of variables do not matter. */
  String shape() {
    return method + " " + VARIABLE_SEGMENT.matcher(path).replaceAll("{}");
  }
}
