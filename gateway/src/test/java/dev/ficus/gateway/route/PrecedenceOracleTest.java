package dev.ficus.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Fixtures.Head;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Checks the index against a matcher that goes through all routes one by one and compares every two
 * that match by the words of the documentation: slow, and obviously right.
 */
class PrecedenceOracleTest {

  private static final String[] SEGMENTS = {
    "a", "b", "c", "api", "report-1.pdf", "report-2.pdf", "17", "", "ä", "a b"
  };
  private static final String[] PATTERNS = {
    "a",
    "b",
    "c",
    "api",
    "{v}",
    "{w}",
    "*",
    "report-*.pdf",
    "*.pdf",
    "{n:[0-9]+}",
    "{x:[a-z]+}",
    "{y:[a-c0-9]+}",
    "",
    "ä"
  };
  private static final String[] METHODS = {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"};
  private static final String[] HOSTS = {
    "shop.example", "api.shop.example", "admin.local", "x.y.z"
  };
  private static final String[] HOST_PATTERNS = {
    "shop.example", "*.shop.example", "*.example", "admin.*", "x.y.*", "*.z", "*.y.z", "x.*"
  };
  private static final String[] CONDITION_VALUES = {"1", "2", "*", "b*"};

  @Test
  void indexAgreesWithPlainMatcher() {
    Random random = new Random(20_261_123);
    int pairs = 0;
    int matched = 0;
    for (int round = 0; round < 400; round++) {
      List<Route> routes = consistentRoutes(random, 40);
      RouteTable table = new RouteTable(routes, Map.of(), Map.of(), Set.of(), List.of());
      for (int i = 0; i < 40; i++) {
        Head request = request(random);
        Route expected = plainMatch(routes, request);
        Route actual =
            table.lookup(request) instanceof Lookup.Matched(RouteMatch match)
                ? match.route()
                : null;
        assertThat(actual).as("%s on %s among %s", request, expected, routes).isEqualTo(expected);
        pairs += routes.size();
        matched += expected == null ? 0 : 1;
      }
    }
    assertThat(pairs).isGreaterThan(100_000);
    assertThat(matched).as("requests that matched").isGreaterThan(4_000);
  }

  /** Routes without ties: what the compiler would have refused is left out. */
  private static List<Route> consistentRoutes(Random random, int count) {
    List<Route> routes = new ArrayList<>();
    while (routes.size() < count) {
      Route candidate = route(random, routes.size());
      List<Route> all = new ArrayList<>(routes);
      all.add(candidate);
      Findings findings = new Findings();
      RouteConflicts.find(all, findings);
      if (!findings.hasViolations()) {
        routes.add(candidate);
      }
    }
    return routes;
  }

  private static Route route(Random random, int ordinal) {
    StringBuilder path = new StringBuilder();
    Set<String> names = new HashSet<>();
    int segments = 1 + random.nextInt(4);
    for (int i = 0; i < segments; i++) {
      String pattern = pick(random, PATTERNS);
      while (pattern.startsWith("{") && !names.add(pattern.substring(1, 2))) {
        pattern = pick(random, PATTERNS);
      }
      path.append('/').append(pattern);
    }
    if (random.nextInt(4) == 0) {
      path.append(random.nextBoolean() ? "/**" : "/{*rest}");
    }
    Set<String> methods = new HashSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      methods.add(pick(random, METHODS));
    }
    List<Condition> conditions = new ArrayList<>();
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      Condition.Part part = Condition.Part.values()[random.nextInt(3)];
      conditions.add(
          new Condition(part, random.nextBoolean() ? "k" : "l", pick(random, CONDITION_VALUES)));
    }
    HostPattern host = random.nextInt(3) == 0 ? new HostPattern(pick(random, HOST_PATTERNS)) : null;
    MatchSpec match = new MatchSpec(PathPattern.parse(path.toString()), methods, host, conditions);
    return new Route(
        ordinal,
        "r" + ordinal,
        Position.ofFile("generated"),
        null,
        match,
        Listener.PUBLIC,
        null,
        new Target.Respond(new FixedResponse(200, null, "")),
        null,
        null,
        Weight.NONE,
        List.of(),
        List.of(),
        List.of(),
        null,
        FallbackSpec.DEFAULT,
        random.nextInt(3),
        TimeoutsSpec.UNSAID,
        List.of(),
        null,
        null,
        null,
        null);
  }

  private static Head request(Random random) {
    StringBuilder path = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      path.append('/').append(PercentEncoding.encodeSegment(pick(random, SEGMENTS)));
      if (random.nextInt(10) == 0) {
        path.append(";v=1");
      }
    }
    String query =
        random.nextInt(3) == 0 ? "?k=" + pick(random, new String[] {"1", "2", "bx"}) : "";
    Head head = Head.of(pick(random, METHODS), path + query);
    if (random.nextInt(3) == 0) {
      head = head.header("k", pick(random, new String[] {"1", "2", "bx"}));
    }
    if (random.nextInt(3) == 0) {
      head = head.header("Cookie", "k=1; l=2");
    }
    if (head.method().equals("OPTIONS") && random.nextBoolean()) {
      head =
          head.header("Origin", "https://shop.example")
              .header("Access-Control-Request-Method", pick(random, METHODS));
    }
    return random.nextInt(3) == 0 ? head : head.onHost(pick(random, HOSTS) + ":8080");
  }

  private static String pick(Random random, String[] from) {
    return from[random.nextInt(from.length)];
  }

  // From here on: the oracle. It shares no code with the index but the pattern's own segments.

  private static @Nullable Route plainMatch(List<Route> routes, Head request) {
    Route best = null;
    for (Route route : routes) {
      if (matches(route, request) && (best == null || isMoreSpecific(route, best, request))) {
        best = route;
      }
    }
    return best;
  }

  private static boolean matches(Route route, Head request) {
    return hostMatches(route, request)
        && pathMatches(route.match().path().segments(), segmentsOf(request.rawPath()), 0)
        && methodLevel(route, request) >= 0
        && route.match().conditions().stream().allMatch(c -> conditionHolds(c, request));
  }

  private static boolean hostMatches(Route route, Head request) {
    HostPattern pattern = route.match().host();
    if (pattern == null) {
      return true;
    }
    String host = request.host() == null ? "" : request.host().replace(":8080", "");
    return like(pattern.text(), host);
  }

  /** Whether text is like a pattern with stars, by trying every length a star could take. */
  private static boolean like(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    if (pattern.charAt(0) == '*') {
      for (int length = 0; length <= text.length(); length++) {
        if (like(pattern.substring(1), text.substring(length))) {
          return true;
        }
      }
      return false;
    }
    return !text.isEmpty()
        && text.charAt(0) == pattern.charAt(0)
        && like(pattern.substring(1), text.substring(1));
  }

  private static List<String> segmentsOf(String path) {
    List<String> segments = new ArrayList<>();
    for (String raw : path.substring(1).split("/", -1)) {
      String bare = raw.replaceAll(";.*", "");
      segments.add(java.net.URLDecoder.decode(bare, java.nio.charset.StandardCharsets.UTF_8));
    }
    return segments;
  }

  private static boolean pathMatches(List<PathPattern.Segment> pattern, List<String> path, int at) {
    if (at == pattern.size()) {
      return at == path.size();
    }
    if (pattern.get(at) instanceof PathPattern.Remainder) {
      return at <= path.size();
    }
    if (at >= path.size()) {
      return false;
    }
    String segment = path.get(at);
    boolean here =
        switch (pattern.get(at)) {
          case PathPattern.Literal(String text) -> text.equals(segment);
          case PathPattern.Wildcard(String glob) -> !segment.isEmpty() && like(glob, segment);
          case PathPattern.Regex regex -> !segment.isEmpty() && segment.matches(regex.expression());
          case PathPattern.Any _ -> !segment.isEmpty();
          case PathPattern.Remainder _ -> true;
        };
    return here && pathMatches(pattern, path, at + 1);
  }

  /** 3 if the method is named, 2 if the one it stands for is, 1 if any will do, -1 if none. */
  private static int methodLevel(Route route, Head request) {
    Set<String> methods = route.match().methods();
    String standsFor =
        request.method().equals("HEAD")
            ? "GET"
            : request.method().equals("OPTIONS") && request.header("Origin") != null
                ? request.header("Access-Control-Request-Method")
                : null;
    if (methods.contains(request.method())) {
      return 3;
    }
    if (standsFor != null && methods.contains(standsFor)) {
      return 2;
    }
    return methods.isEmpty() ? 1 : -1;
  }

  private static boolean conditionHolds(Condition condition, Head request) {
    String actual =
        switch (condition.part()) {
          case HEADER -> request.header(condition.name());
          case COOKIE ->
              request.header("Cookie") == null ? null : condition.name().equals("k") ? "1" : "2";
          case QUERY ->
              request.rawQuery() != null && condition.name().equals("k")
                  ? request.rawQuery().substring(2)
                  : null;
        };
    return actual != null && like(condition.value(), actual);
  }

  private static boolean isMoreSpecific(Route a, Route b, Head request) {
    int byHost = hostRank(a) - hostRank(b);
    if (byHost != 0) {
      return byHost > 0;
    }
    List<PathPattern.Segment> as = a.match().path().segments();
    List<PathPattern.Segment> bs = b.match().path().segments();
    for (int i = 0; i < Math.max(as.size(), bs.size()); i++) {
      int byKind = kind(as, i) - kind(bs, i);
      if (byKind != 0) {
        return byKind > 0;
      }
    }
    int byMethod = methodLevel(a, request) - methodLevel(b, request);
    if (byMethod != 0) {
      return byMethod > 0;
    }
    int byConditions = a.match().conditions().size() - b.match().conditions().size();
    return byConditions != 0 ? byConditions > 0 : a.priority() > b.priority();
  }

  /** Exact 1,000, then wildcards by their length and a star in front first, then none. */
  private static int hostRank(Route route) {
    HostPattern host = route.match().host();
    if (host == null) {
      return 0;
    }
    if (!host.text().contains("*")) {
      return 1_000;
    }
    return host.text().length() * 2 + (host.text().startsWith("*") ? 1 : 0);
  }

  private static int kind(List<PathPattern.Segment> segments, int at) {
    if (at >= segments.size()) {
      return 1;
    }
    return switch (segments.get(at)) {
      case PathPattern.Literal _ -> 5;
      case PathPattern.Wildcard _, PathPattern.Regex _ -> 4;
      case PathPattern.Any _ -> 3;
      case PathPattern.Remainder _ -> 0;
    };
  }
}
