package dev.ficus.gateway.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a path that is the same for all routes of a place in the index: literals and
 * variables of one segment each, possibly none at all.
 *
 * @param segments in their order
 */
record PathTail(List<Segment> segments) {

  /**
   * One segment.
   *
   * @param literal null if any will do that is not empty
   */
  record Segment(@Nullable String literal) {

    boolean matches(PathReading path, int index) {
      return literal == null ? !path.isEmpty(index) : path.is(index, literal);
    }
  }

  PathTail {
    segments = List.copyOf(segments);
  }

  /** Null if the routes go on in different ways, or in one that needs more than a look. */
  static @Nullable PathTail ofAll(List<Route> routes, int depth) {
    PathTail common = null;
    for (Route route : routes) {
      PathTail its = of(route.match().path(), depth);
      if (its == null || common != null && !common.equals(its)) {
        return null;
      }
      common = its;
    }
    return common;
  }

  private static @Nullable PathTail of(PathPattern pattern, int depth) {
    List<PathPattern.Segment> rest =
        pattern.segments().subList(depth, pattern.segments().size());
    return rest.stream().allMatch(PathTail::isPlain)
        ? new PathTail(rest.stream().map(PathTail::segment).toList())
        : null;
  }

  private static boolean isPlain(PathPattern.Segment segment) {
    return segment instanceof PathPattern.Literal || segment instanceof PathPattern.Any;
  }

  private static Segment segment(PathPattern.Segment segment) {
    return new Segment(segment instanceof PathPattern.Literal literal ? literal.text() : null);
  }

  /** Whether this is all that a path has from a segment on. */
  boolean matches(PathReading path, int from) {
    if (path.count - from != segments.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      if (!segments.get(i).matches(path, from + i)) {
        return false;
      }
    }
    return true;
  }
}
