package dev.ficus.cli.leave;

import dev.ficus.gateway.route.PathPattern;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A rewrite of the path, there and back, in nginx's directives. */
final class NginxRewrite {

  private static final String REMAINDER = "((?:/.*)?)";

  private final PathPattern from;
  private final PathPattern to;

  NginxRewrite(PathPattern from, PathPattern to) {
    this.from = from;
    this.to = to;
  }

  /**
   * What a location says.
   *
   * @param place what stands before the path there
   * @param urls whose redirects are to point to the client's side again
   */
  List<String> directives(String place, List<URI> urls) {
    NginxPath path = Objects.requireNonNull(NginxPath.of(from));
    String expression = path.expression();
    String replacement = Objects.requireNonNull(path.replacement(to));
    if (to.segments().size() == 1
        && replacement.startsWith("$")
        && expression.endsWith(REMAINDER)) {
      // The whole path is what remains, and must not become empty.
      expression = expression.substring(0, expression.length() - REMAINDER.length()) + "/?(.*)";
      replacement = "/" + replacement;
    }
    List<String> directives = new ArrayList<>();
    directives.add(
        "rewrite "
            + NginxText.quoted("^" + NginxPath.literal(place) + expression + "$")
            + " "
            + NginxText.quoted(replacement)
            + " break;");
    back(urls, directives);
    return directives;
  }

  /**
   * A redirect to the target itself, taken to the client's side; for paths that stay as they are.
   */
  static String redirect(List<URI> urls) {
    return "proxy_redirect " + NginxText.quoted("~^" + origin(urls) + "(/.*)$") + " \"$1\";";
  }

  private static String origin(List<URI> urls) {
    List<String> origins = new ArrayList<>();
    urls.forEach(url -> origins.add(NginxPath.literal(url.getRawAuthority())));
    return "(?:https?://(?:" + String.join("|", origins) + "))";
  }

  private void back(List<URI> urls, List<String> directives) {
    String origin = origin(urls);
    NginxPath target = NginxPath.of(to);
    boolean named = from.segments().stream().noneMatch(NginxRewrite::isUnnamed);
    if (target != null && named && target.groups().keySet().containsAll(from.variables())) {
      String outside = target.replacement(plain(from));
      if (outside != null) {
        String inside = target.expression().replace("[^/]+", "[^/?#]+").replace("/.*", "/[^?#]*");
        int more = target.groups().size() + 1;
        directives.add(
            "proxy_redirect "
                + NginxText.quoted("~^" + origin + "?" + inside + "([?#].*)?$")
                + " "
                + NginxText.quoted(outside + "$" + more)
                + ";");
      }
    }
    String inside = prefix(to);
    String outside = prefix(from);
    if (!inside.isEmpty() && !outside.isEmpty() && outside.indexOf('$') < 0) {
      directives.add(
          "proxy_redirect "
              + NginxText.quoted("~^" + origin + "?" + NginxPath.literal(inside) + "([/?#].*)?$")
              + " "
              + NginxText.quoted(outside + "$1")
              + ";");
      directives.add(
          "proxy_cookie_path "
              + NginxText.quoted("~^" + NginxPath.literal(inside) + "(/.*)?$")
              + " "
              + NginxText.quoted(outside + "$1")
              + ";");
    }
    directives.add(redirect(urls));
  }

  private static boolean isUnnamed(PathPattern.Segment segment) {
    return !(segment instanceof PathPattern.Literal) && segment.variable() == null;
  }

  /** With variables that any text fits, to be written rather than read. */
  private static PathPattern plain(PathPattern pattern) {
    List<PathPattern.Segment> segments = new ArrayList<>();
    for (PathPattern.Segment segment : pattern.segments()) {
      segments.add(
          segment instanceof PathPattern.Regex regex
              ? new PathPattern.Any(regex.variable())
              : segment);
    }
    return new PathPattern(pattern.text(), segments);
  }

  /** The literal segments that it begins with. */
  private static String prefix(PathPattern pattern) {
    StringBuilder prefix = new StringBuilder();
    for (PathPattern.Segment segment : pattern.segments()) {
      if (!(segment instanceof PathPattern.Literal(String text)) || text.isEmpty()) {
        break;
      }
      prefix.append('/').append(text);
    }
    return prefix.toString();
  }
}
