package dev.ficus.gateway.route;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes a route for each endpoint that somebody has found, one a line, such that all of them can
 * stand in one file: each has an id of its own. Of endpoints of one {@link #shape}, whoever asks
 * takes one only.
 */
public final class RouteStubs {

  private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]*");
  private static final Pattern VARIABLE_SEGMENT = Pattern.compile("(?<=/)(\\{[^/}]*}|\\*)(?=/|$)");
  private static final Pattern NO_NAME = Pattern.compile("[^a-z0-9]+");

  /** Leaves room for a number behind it. */
  private static final int LONGEST_ID = 120;

  private final Set<String> ids;

  /**
   * @param taken ids of routes that are there already
   */
  public RouteStubs(Collection<String> taken) {
    ids = new HashSet<>(taken);
  }

  /** Whether a route can say it. */
  public static boolean canSay(String method, String path) {
    try {
      return METHOD.matcher(method).matches() && !PathPattern.parse(path).segments().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Equal for two that no request could tell apart: names of variables do not matter. */
  public static String shape(String method, String path) {
    return method + " " + VARIABLE_SEGMENT.matcher(path).replaceAll("{}");
  }

  /**
   * The next one, such as {@code { id: get-orders-id, match: "GET /orders/{id}" }}.
   *
   * @param more settings behind its match, each with a comma before it; may be empty
   */
  public String next(String method, String path, String more) {
    String match = quoted(method + " " + path);
    return "{ id: " + id(method, path) + ", match: " + match + more + " }";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private String id(String method, String path) {
    String words = (method + " " + path).toLowerCase(Locale.ROOT);
    String whole = NO_NAME.matcher(words).replaceAll("-");
    String base = whole.substring(0, Math.min(LONGEST_ID, whole.length())).replaceAll("-$", "");
    String id = base;
    for (int number = 2; !ids.add(id); number++) {
      id = base + "-" + number;
    }
    return id;
  }
}
