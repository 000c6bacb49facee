package dev.ficus.gateway.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node of the path index: what may follow a sequence of segments. Children are tried in the
 * order of precedence: literal, pattern, variable, remainder.
 */
final class PathNode {

  private static final String NO_LITERAL = "";
  private static final PatternEdge[] NO_PATTERNS = {};

  private final String segment;

  /** All that may follow, if that is one thing: then {@link #ending} is at its end. */
  private @Nullable PathTail tail;

  private RouteChoice ending = RouteChoice.NONE;

  /** The only literal child, which then needs no table. */
  private @Nullable PathNode literal;

  private @Nullable LiteralChildren literals;
  private PatternEdge[] patterns = NO_PATTERNS;
  private @Nullable PathNode any;
  private RouteChoice remainder = RouteChoice.NONE;

  private record PatternEdge(PathPattern.Segment pattern, PathNode node) {
    boolean matches(PathReading path, int segment) {
      return switch (pattern) {
        case PathPattern.Wildcard w -> Glob.matches(w.glob(), path.segment(segment));
        case PathPattern.Regex r -> r.compiled().matcher(path.segment(segment)).matches();
        case PathPattern.Literal _, PathPattern.Any _, PathPattern.Remainder _ -> false;
      };
    }
  }

  private PathNode(String segment) {
    this.segment = segment;
  }

  static PathNode build(List<Route> routes) {
    return build(NO_LITERAL, routes, 0, new HashMap<>());
  }

  /**
   * @param tails that other nodes have: ten thousand routes that end alike share one object, which
   *     is always at hand
   */
  private static PathNode build(
      String segment, List<Route> routes, int depth, Map<PathTail, PathTail> tails) {
    PathNode node = new PathNode(segment);
    PathTail only = PathTail.ofAll(routes, depth);
    if (only != null) {
      PathTail known = tails.putIfAbsent(only, only);
      node.tail = known == null ? only : known;
      node.ending = RouteChoice.of(routes);
      return node;
    }
    Map<String, List<Route>> literals = new HashMap<>();
    Map<PathPattern.Segment, List<Route>> patterns = new HashMap<>();
    List<Route> any = new ArrayList<>();
    List<Route> remainder = new ArrayList<>();
    List<Route> ending = new ArrayList<>();
    for (Route route : routes) {
      List<PathPattern.Segment> segments = route.match().path().segments();
      if (segments.size() == depth) {
        ending.add(route);
        continue;
      }
      switch (segments.get(depth)) {
        case PathPattern.Literal l ->
            literals.computeIfAbsent(l.text(), _ -> new ArrayList<>()).add(route);
        case PathPattern.Wildcard w ->
            patterns.computeIfAbsent(w, _ -> new ArrayList<>()).add(route);
        case PathPattern.Regex r -> patterns.computeIfAbsent(r, _ -> new ArrayList<>()).add(route);
        case PathPattern.Any _ -> any.add(route);
        case PathPattern.Remainder _ -> remainder.add(route);
      }
    }
    List<PathNode> children = new ArrayList<>(literals.size());
    literals.forEach((text, below) -> children.add(build(text, below, depth + 1, tails)));
    if (children.size() == 1) {
      node.literal = children.getFirst();
    } else if (!children.isEmpty()) {
      node.literals = new LiteralChildren(children);
    }
    if (!patterns.isEmpty()) {
      node.patterns =
          patterns.entrySet().stream()
              .map(e -> new PatternEdge(e.getKey(), build(NO_LITERAL, e.getValue(), depth + 1, tails)))
              .toArray(PatternEdge[]::new);
    }
    node.any = any.isEmpty() ? null : build(NO_LITERAL, any, depth + 1, tails);
    node.remainder = RouteChoice.of(remainder);
    node.ending = RouteChoice.of(ending);
    return node;
  }

  /** The literal that leads here; empty if something else does. */
  String segment() {
    return segment;
  }

  /**
   * Offers to the search what is below this node for the path from a segment on.
   *
   * @return whether anything below matched in full
   */
  boolean find(Search search, int depth) {
    PathReading path = search.path;
    PathTail only = tail;
    if (only != null) {
      return only.matches(path, depth) && ending.offerTo(search);
    }
    if (depth == path.count) {
      return ending.offerTo(search) || remainder.offerTo(search);
    }
    PathNode child = literal(path, depth);
    if (child != null && child.find(search, depth + 1)) {
      return true;
    }
    if (!path.isEmpty(depth)) {
      // Patterns are equal in rank, so all of them are asked and the search keeps the best.
      boolean found = false;
      for (PatternEdge edge : patterns) {
        found |= edge.matches(path, depth) && edge.node.find(search, depth + 1);
      }
      if (found || any != null && any.find(search, depth + 1)) {
        return true;
      }
    }
    return remainder.offerTo(search);
  }

  private @Nullable PathNode literal(PathReading path, int depth) {
    PathNode only = literal;
    if (only != null) {
      return path.is(depth, only.segment) ? only : null;
    }
    return literals == null ? null : literals.get(path.text, path.start(depth), path.end(depth));
  }
}
