package dev.ficus.cli.leave;

import dev.ficus.gateway.route.PathPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path pattern as a regular expression of nginx.
 *
 * @param expression without anchors; each variable is a group
 * @param groups the number of each variable's group, from one
 */
record NginxPath(String expression, Map<String, Integer> groups) {

  /** Expressions that Java and PCRE read alike, that take no slash and have no groups. */
  private static final Pattern ALIKE =
      Pattern.compile("(\\[[A-Za-z0-9_-]+]|\\\\[dw]|[A-Za-z0-9_-]|[+*?|]|\\{\\d+(,\\d*)?})+");

  private static final String META = "\\^$.|?*+()[]{}";

  NginxPath {
    groups = Map.copyOf(groups);
  }

  /** Null if nginx might read one of its expressions otherwise. */
  static @Nullable NginxPath of(PathPattern pattern) {
    StringBuilder out = new StringBuilder();
    Map<String, Integer> groups = new LinkedHashMap<>();
    for (PathPattern.Segment segment : pattern.segments()) {
      if (segment.variable() != null) {
        groups.put(segment.variable(), groups.size() + 1);
      }
      switch (segment) {
        case PathPattern.Literal(String text) -> out.append('/').append(literal(text));
        case PathPattern.Wildcard(String glob) -> out.append('/').append(glob(glob));
        case PathPattern.Regex regex -> {
          if (!ALIKE.matcher(regex.expression()).matches()) {
            return null;
          }
          out.append("/(").append(regex.expression()).append(')');
        }
        case PathPattern.Any(var variable) -> out.append(variable == null ? "/[^/]+" : "/([^/]+)");
        case PathPattern.Remainder(var variable) ->
            out.append(variable == null ? "(?:/.*)?" : "((?:/.*)?)");
      }
    }
    return new NginxPath(out.toString(), groups);
  }

  /** At least what the pattern matches: any segment in the place of each expression. */
  static NginxPath widened(PathPattern pattern) {
    List<PathPattern.Segment> segments = new ArrayList<>();
    for (PathPattern.Segment segment : pattern.segments()) {
      segments.add(segment instanceof PathPattern.Regex ? new PathPattern.Any(null) : segment);
    }
    return Objects.requireNonNull(of(new PathPattern(pattern.text(), segments)));
  }

  /**
   * A path with the groups put in; null if it cannot be said.
   *
   * @param template of literals and variables
   */
  @Nullable String replacement(PathPattern template) {
    List<String> parts = new ArrayList<>();
    for (PathPattern.Segment segment : template.segments()) {
      switch (segment) {
        case PathPattern.Literal(String text) -> {
          if (text.indexOf('$') >= 0 || text.indexOf('?') >= 0) {
            return null;
          }
          parts.add("/" + text);
        }
        case PathPattern.Any any -> parts.add("/$" + groups.get(any.variable()));
        case PathPattern.Remainder rest -> parts.add("$" + groups.get(rest.variable()));
        case PathPattern.Regex _, PathPattern.Wildcard _ -> {
          return null;
        }
      }
    }
    return String.join("", parts);
  }

  /** Text that stands for itself. */
  static String literal(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (META.indexOf(text.charAt(i)) >= 0) {
        out.append('\\');
      }
      out.append(text.charAt(i));
    }
    return out.toString();
  }

  private static String glob(String glob) {
    List<String> parts = new ArrayList<>();
    for (String part : glob.split("\\*", -1)) {
      parts.add(literal(part));
    }
    return String.join("[^/]*", parts);
  }
}
