package dev.ficus.gateway.route;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns a matched request's path and query into what the target expects, and paths of the target's
 * answers back into what the client knows. What it does not name stays byte for byte as sent.
 */
public final class Rewrite {

  private final PathPattern from;
  private final @Nullable PathPattern to;
  private final Map<String, Template> query;

  private Rewrite(PathPattern from, @Nullable PathPattern to, Map<String, Template> query) {
    this.from = from;
    this.to = to;
    this.query = query;
  }

  /**
   * Compiles a specification against the path it will be applied to.
   *
   * @throws IllegalArgumentException if it uses a variable that the path does not have
   */
  static Rewrite compile(PathPattern from, RewriteSpec spec) {
    PathPattern to = spec.path() == null ? null : PathPattern.parse(spec.path());
    Set<String> known = from.variables();
    if (to != null) {
      for (PathPattern.Segment segment : to.segments()) {
        if (segment instanceof PathPattern.Wildcard
            || segment instanceof PathPattern.Regex
            || !(segment instanceof PathPattern.Literal) && segment.variable() == null) {
          throw new IllegalArgumentException(
              "rewrite: '" + to + "' (expected: text and variables such as /orders/{id})");
        }
        requireKnown(segment.variable(), known, from);
      }
    }
    Map<String, Template> query = new TreeMap<>();
    spec.query().forEach((name, text) -> query.put(name, Template.parse(text, known, from)));
    return new Rewrite(from, to, query);
  }

  /** The path that it is applied to. */
  public PathPattern from() {
    return from;
  }

  /** The path that it makes, of text and variables of {@link #from}; null if it leaves the path. */
  public @Nullable PathPattern to() {
    return to;
  }

  /** Whether it sets parameters of the query. */
  public boolean changesQuery() {
    return !query.isEmpty();
  }

  private static void requireKnown(@Nullable String variable, Set<String> known, PathPattern from) {
    if (variable != null && !known.contains(variable)) {
      throw new IllegalArgumentException(
          "rewrite: no variable '"
              + variable
              + "' in '"
              + from
              + "' (it has: "
              + (known.isEmpty() ? "none" : String.join(", ", known.stream().sorted().toList()))
              + ")");
    }
  }

  /** Path and query for the target. */
  public String target(RouteMatch match, RequestHead request) {
    String path = path(match, request);
    String query = query(match, request);
    return query == null ? path : path + "?" + query;
  }

  /** The path for the target, encoded. */
  public String path(RouteMatch match, RequestHead request) {
    return to == null ? request.rawPath() : fill(to, match);
  }

  /** The query for the target, or null if there is none. */
  public @Nullable String query(RouteMatch match, RequestHead request) {
    String raw = request.rawQuery();
    if (query.isEmpty()) {
      return raw;
    }
    List<String> parts = new ArrayList<>();
    Set<String> set = new HashSet<>();
    query.forEach(
        (name, template) -> {
          String value = template.fill(match, raw);
          if (value != null) {
            set.add(name);
            parts.add(name + "=" + value);
          }
        });
    if (raw != null) {
      List<String> kept = new ArrayList<>();
      for (String part : raw.split("&", -1)) {
        int equals = part.indexOf('=');
        if (!set.contains(equals < 0 ? part : part.substring(0, equals))) {
          kept.add(part);
        }
      }
      parts.addAll(0, kept);
    }
    return parts.isEmpty() ? null : String.join("&", parts);
  }

  /**
   * A path of the target's as the client knows it: {@code /orders/17} is {@code /api/orders/17}.
   *
   * @return the path unchanged if it is not under what this rewrite produces
   */
  public String back(String targetPath, RouteMatch match) {
    if (to == null) {
      return targetPath;
    }
    PathReading reading = PathReading.plain(targetPath);
    String filled = reading.count < 0 ? null : backByTemplate(reading, match);
    return filled != null ? filled : backByPrefix(targetPath);
  }

  private @Nullable String backByTemplate(PathReading reading, RouteMatch match) {
    StringBuilder path = new StringBuilder();
    List<PathPattern.Segment> template = to == null ? List.of() : to.segments();
    for (int i = 0; i < template.size(); i++) {
      PathPattern.Segment expected = template.get(i);
      boolean fits =
          switch (expected) {
            case PathPattern.Literal l -> i < reading.count && reading.segment(i).equals(l.text());
            case PathPattern.Remainder _ -> i <= reading.count;
            case PathPattern.Any _ -> i < reading.count && !reading.isEmpty(i);
            case PathPattern.Wildcard _, PathPattern.Regex _ -> false;
          };
      if (!fits
          || i == template.size() - 1
              && i + 1 < reading.count
              && !(expected instanceof PathPattern.Remainder)) {
        return null;
      }
    }
    for (PathPattern.Segment segment : from.segments()) {
      switch (segment) {
        case PathPattern.Literal l ->
            path.append('/').append(PercentEncoding.encodeSegment(l.text()));
        case PathPattern.Wildcard _ -> {
          return null;
        }
        case PathPattern.Any any -> {
          if (any.variable() == null) {
            return null;
          }
          path.append('/').append(variableBack(any.variable(), reading, match));
        }
        case PathPattern.Regex r ->
            path.append('/').append(variableBack(r.variable(), reading, match));
        case PathPattern.Remainder r -> {
          if (r.variable() == null) {
            return null;
          }
          path.append('/').append(variableBack(r.variable(), reading, match));
        }
      }
    }
    return path.toString();
  }

  /** The variable as the target's path has it, else as this request had it. */
  private String variableBack(String name, PathReading reading, RouteMatch match) {
    List<PathPattern.Segment> segments = to == null ? List.of() : to.segments();
    for (int i = 0; i < segments.size(); i++) {
      if (name.equals(segments.get(i).variable())) {
        return segments.get(i) instanceof PathPattern.Remainder
            ? reading.rawRemainder(i)
            : reading.rawSegment(i);
      }
    }
    String own = match.rawVariable(name);
    return own == null ? "" : own;
  }

  private String backByPrefix(String targetPath) {
    String inside = literalPrefix(to == null ? from : to);
    String outside = literalPrefix(from);
    boolean under =
        !inside.isEmpty()
            && !outside.isEmpty()
            && targetPath.startsWith(inside)
            && (targetPath.length() == inside.length()
                || targetPath.charAt(inside.length()) == '/');
    return under ? outside + targetPath.substring(inside.length()) : targetPath;
  }

  private static String literalPrefix(PathPattern pattern) {
    StringBuilder prefix = new StringBuilder();
    for (PathPattern.Segment segment : pattern.segments()) {
      if (!(segment instanceof PathPattern.Literal literal) || literal.text().isEmpty()) {
        break;
      }
      prefix.append('/').append(PercentEncoding.encodeSegment(literal.text()));
    }
    return prefix.toString();
  }

  private static String fill(PathPattern to, RouteMatch match) {
    StringBuilder path = new StringBuilder();
    for (PathPattern.Segment segment : to.segments()) {
      String variable = segment.variable();
      if (segment instanceof PathPattern.Literal literal) {
        path.append('/').append(PercentEncoding.encodeSegment(literal.text()));
      } else if (variable != null && !match.isMissing(variable)) {
        path.append('/').append(match.rawVariable(variable));
      }
    }
    return path.isEmpty() ? "/" : path.toString();
  }

  /** Text with {@code {variable}} and {@code {query.name}} in it. */
  private record Template(List<String> parts) {

    static Template parse(String text, Set<String> known, PathPattern from) {
      List<String> parts = new ArrayList<>();
      int at = 0;
      while (at < text.length()) {
        int open = text.indexOf('{', at);
        int close = open < 0 ? -1 : text.indexOf('}', open);
        if (close < 0) {
          break;
        }
        parts.add(text.substring(at, open));
        String name = text.substring(open + 1, close);
        requireKnown(name.startsWith("query.") ? null : name, known, from);
        parts.add(name);
        at = close + 1;
      }
      parts.add(text.substring(at));
      return new Template(List.copyOf(parts));
    }

    /** Null if it consists of nothing but parameters that the request does not have. */
    @Nullable String fill(RouteMatch match, @Nullable String rawQuery) {
      StringBuilder out = new StringBuilder();
      boolean anything = parts.size() == 1;
      for (int i = 0; i < parts.size(); i++) {
        String part = parts.get(i);
        if (i % 2 == 0) {
          out.append(part);
          anything |= !part.isEmpty();
        } else {
          String value =
              part.startsWith("query.")
                  ? QueryString.rawFirst(rawQuery, part.substring("query.".length()))
                  : match.rawVariable(part);
          anything |= value != null;
          out.append(value == null ? "" : value);
        }
      }
      return anything ? out.toString() : null;
    }
  }
}
