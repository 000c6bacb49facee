package dev.ficus.gateway.route;

import java.util.Comparator;
import java.util.List;

/**
 * Which of two routes is the more specific: by host, then by path segment for segment, then a named
 * method over any, then more conditions, then priority.
 */
public final class Precedence {

  private Precedence() {}

  /** Between routes whose paths and methods do not tell them apart. */
  public static final Comparator<Route> BY_CONDITIONS_AND_PRIORITY =
      Comparator.<Route>comparingInt(r -> -r.match().conditions().size())
          .thenComparingInt(r -> -r.priority())
          .thenComparingInt(Route::ordinal);

  /** Within one place of the index. */
  static final Comparator<Route> WITHIN_PATH =
      Comparator.<Route>comparingInt(r -> r.match().methods().isEmpty() ? 1 : 0)
          .thenComparing(BY_CONDITIONS_AND_PRIORITY);

  /** Compares the kinds of the segments one by one; zero if no segment tells the paths apart. */
  public static int comparePaths(PathPattern a, PathPattern b) {
    List<PathPattern.Segment> as = a.segments();
    List<PathPattern.Segment> bs = b.segments();
    int common = Math.min(as.size(), bs.size());
    for (int i = 0; i < common; i++) {
      int byKind = Integer.compare(rank(as.get(i)), rank(bs.get(i)));
      if (byKind != 0) {
        return byKind;
      }
    }
    return Integer.compare(as.size(), bs.size());
  }

  private static int rank(PathPattern.Segment segment) {
    return switch (segment) {
      case PathPattern.Literal _ -> 0;
      case PathPattern.Wildcard _, PathPattern.Regex _ -> 1;
      case PathPattern.Any _ -> 2;
      case PathPattern.Remainder _ -> 3;
    };
  }
}
