package dev.ficus.gateway.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says why routes whose path matches a request are not the one that claims it. */
public final class Explanation {

  private final RequestHead request;
  private final @Nullable Route chosen;
  private final @Nullable String host;
  private final @Nullable String implied;
  private final List<PathReading> readings;

  /** A route that was passed over, and why. */
  public record PassedOver(Route route, String reason) {}

  private Explanation(RequestHead request, @Nullable Route chosen) {
    this.request = request;
    this.chosen = chosen;
    host = HostPattern.normalize(request.host());
    implied = Search.impliedMethod(request);
    PathReading plain = PathReading.plain(request.rawPath());
    readings =
        plain.isDoubtful()
            ? List.of(plain, plain.resolved(false), plain.resolved(true))
            : List.of(plain);
  }

  /**
   * Looks at every route of a table, in the order of the files.
   *
   * @param chosen the one that claims the request, or null if none does
   */
  public static List<PassedOver> passedOver(
      RouteTable table, RequestHead request, @Nullable Route chosen) {
    Explanation explanation = new Explanation(request, chosen);
    List<PassedOver> others = new ArrayList<>();
    for (Route route : table.routes()) {
      boolean other = chosen == null || route.ordinal() != chosen.ordinal();
      if (other && explanation.pathMatches(route)) {
        others.add(new PassedOver(route, explanation.reason(route)));
      }
    }
    return others;
  }

  private boolean pathMatches(Route route) {
    return readings.stream().anyMatch(reading -> matches(route.match().path(), reading));
  }

  private static boolean matches(PathPattern pattern, PathReading path) {
    List<PathPattern.Segment> segments = pattern.segments();
    for (int i = 0; i < segments.size(); i++) {
      PathPattern.Segment segment = segments.get(i);
      if (segment instanceof PathPattern.Remainder) {
        return path.count >= i;
      }
      if (i >= path.count || !matches(segment, path, i)) {
        return false;
      }
    }
    return path.count == segments.size();
  }

  private static boolean matches(PathPattern.Segment segment, PathReading path, int at) {
    return switch (segment) {
      case PathPattern.Literal(String text) -> path.segment(at).equals(text);
      case PathPattern.Wildcard(String glob) ->
          !path.isEmpty(at) && Glob.matches(glob, path.segment(at));
      case PathPattern.Regex regex ->
          !path.isEmpty(at) && regex.compiled().matcher(path.segment(at)).matches();
      case PathPattern.Any _ -> !path.isEmpty(at);
      case PathPattern.Remainder _ -> true;
    };
  }

  private String reason(Route route) {
    MatchSpec match = route.match();
    if (route.listener() != request.listener()) {
      return route.listener() == Listener.INTERNAL
          ? "it answers on the internal port only"
          : "it answers on the public port only";
    }
    if (match.host() != null && !match.host().matches(host)) {
      return "it asks for host " + match.host() + (host == null ? "" : ", not " + host);
    }
    boolean answers =
        match.methods().isEmpty()
            || match.methods().contains(request.method())
            || implied != null && match.methods().contains(implied);
    if (!answers) {
      return "it asks for method "
          + match.methods().stream().sorted().collect(Collectors.joining(" or "))
          + ", not "
          + request.method();
    }
    for (Condition condition : match.conditions()) {
      if (!condition.holds(request)) {
        return "its condition on "
            + condition.part().name().toLowerCase(Locale.ROOT)
            + " '"
            + condition.name()
            + "' does not hold";
      }
    }
    return chosen == null
        ? "its path is ambiguous: other servers may read it as another route's"
        : "'" + chosen.id() + "' is more specific: " + by(route, chosen);
  }

  private static String by(Route other, Route chosen) {
    if (!Objects.equals(other.match().host(), chosen.match().host())) {
      return "by its host";
    }
    if (Precedence.comparePaths(other.match().path(), chosen.match().path()) != 0) {
      return "by its path";
    }
    if (!other.match().methods().equals(chosen.match().methods())) {
      return "by its method";
    }
    return other.match().conditions().size() != chosen.match().conditions().size()
        ? "by its conditions"
        : "by its priority";
  }
}
