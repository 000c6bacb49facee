package dev.ficus.gateway.route;

import org.jspecify.annotations.Nullable;

/** One lookup under way: what is asked, and the best that was found. */
final class Search {

  /** How a route comes to answer a method, the better first. */
  static final int NAMED = 0;

  static final int IMPLIED = 1;
  static final int ANY = 2;

  final RequestHead request;
  final PathReading path;

  /** The method that a HEAD or a preflight stands for, or null. */
  final @Nullable String implied;

  @Nullable Route best;
  private int bestLevel;

  Search(RequestHead request, PathReading path, @Nullable String implied) {
    this.request = request;
    this.path = path;
    this.implied = implied;
  }

  void offer(Route route, int level) {
    if (best == null || isBetter(route, level, best)) {
      best = route;
      bestLevel = level;
    }
  }

  private boolean isBetter(Route route, int level, Route than) {
    int byPath = Precedence.comparePaths(route.match().path(), than.match().path());
    if (byPath != 0) {
      return byPath < 0;
    }
    if (level != bestLevel) {
      return level < bestLevel;
    }
    return Precedence.BY_CONDITIONS_AND_PRIORITY.compare(route, than) < 0;
  }

  /**
   * The method whose routes also answer this request: GET's for a HEAD, the asked one's for a
   * preflight.
   */
  static @Nullable String impliedMethod(RequestHead request) {
    return switch (request.method()) {
      case "HEAD" -> "GET";
      case "OPTIONS" ->
          request.header("Origin") == null ? null : request.header("Access-Control-Request-Method");
      default -> null;
    };
  }
}
