package dev.ficus.gateway.route;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A path with variables: {@code /api/orders/{id}}, {@code /files/*.pdf}, {@code /api/search/**}.
 *
 * @param text as written
 * @param segments between the slashes; only the last can be a {@link Remainder}
 */
public record PathPattern(String text, List<Segment> segments) {

  /** One segment of a pattern; the order of the kinds is their order of precedence. */
  public sealed interface Segment {
    /** The name under which the match is kept, or null. */
    @Nullable String variable();
  }

  /** Exactly this text, decoded; may be empty, as after a trailing slash. */
  public record Literal(String text) implements Segment {
    @Override
    public @Nullable String variable() {
      return null;
    }
  }

  /** {@code report-*.pdf}: text with stars inside. */
  public record Wildcard(String glob) implements Segment {
    @Override
    public @Nullable String variable() {
      return null;
    }
  }

  /** {@code {id:[0-9]+}}: one segment that a regular expression matches in full. */
  public record Regex(String variable, String expression, Pattern compiled) implements Segment {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Regex r && expression.equals(r.expression);
    }

    @Override
    public int hashCode() {
      return expression.hashCode();
    }
  }

  /** {@code {id}} or {@code *}: one segment that is not empty. */
  public record Any(@Nullable String variable) implements Segment {}

  /** {@code **} or {@code {*rest}}: what is left, be it nothing. */
  public record Remainder(@Nullable String variable) implements Segment {}

  public PathPattern {
    segments = List.copyOf(segments);
  }

  /** The names of the variables. */
  public Set<String> variables() {
    Set<String> names = new HashSet<>();
    for (Segment segment : segments) {
      if (segment.variable() != null) {
        names.add(segment.variable());
      }
    }
    return names;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException with what is wrong and what was expected
   */
  public static PathPattern parse(String text) {
    if (!text.startsWith("/")) {
      throw wrong(text, "a path that begins with /");
    }
    if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
      throw wrong(text, "a path without ? and #; conditions on the query go under query:");
    }
    List<Segment> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String part : split(text)) {
      if (!segments.isEmpty() && segments.getLast() instanceof Remainder) {
        throw wrong(text, "** or {*rest} only as the last segment");
      }
      Segment segment = segment(text, part);
      if (segment.variable() != null && !names.add(segment.variable())) {
        throw wrong(text, "each variable once; {" + segment.variable() + "} stands twice");
      }
      segments.add(segment);
    }
    return new PathPattern(text, segments);
  }

  private static Segment segment(String text, String part) {
    if (part.equals("**")) {
      return new Remainder(null);
    }
    if (part.equals("*")) {
      return new Any(null);
    }
    if (part.startsWith("{") && part.endsWith("}")) {
      return variable(text, part.substring(1, part.length() - 1));
    }
    if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
      throw wrong(text, "a variable that fills its segment, such as /{id}");
    }
    if (part.contains("**")) {
      throw wrong(text, "** as a segment of its own");
    }
    String decoded = PathReading.decode(part);
    if (decoded.equals(".") || decoded.equals("..")) {
      throw wrong(text, "a path without . and .. segments");
    }
    if (part.indexOf(';') >= 0 || decoded.indexOf('/') >= 0 || decoded.indexOf('\\') >= 0) {
      throw wrong(text, "segments without ;parameters, encoded slashes and backslashes");
    }
    return part.indexOf('*') >= 0 ? new Wildcard(decoded) : new Literal(decoded);
  }

  private static Segment variable(String text, String inside) {
    int colon = inside.indexOf(':');
    String name = colon < 0 ? inside : inside.substring(0, colon);
    boolean remainder = name.startsWith("*");
    if (remainder) {
      name = name.substring(1);
    }
    if (!isName(name)) {
      throw wrong(text, "a variable name of letters, digits, - and _, such as {id}");
    }
    if (remainder) {
      if (colon >= 0) {
        throw wrong(text, "{*" + name + "} without an expression");
      }
      return new Remainder(name);
    }
    if (colon < 0) {
      return new Any(name);
    }
    String expression = inside.substring(colon + 1);
    try {
      return new Regex(name, expression, Pattern.compile(expression));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "path: '" + text + "': " + e.getDescription() + " in '" + expression + "'", e);
    }
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-');
  }

  /** Splits at slashes outside braces, since an expression may hold some. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 1;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      } else if (c == '/' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    if (depth != 0) {
      throw wrong(text, "as many { as }");
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static IllegalArgumentException wrong(String text, String expected) {
    return new IllegalArgumentException("path: '" + text + "' (expected: " + expected + ")");
  }

  @Override
  public String toString() {
    return text;
  }
}
