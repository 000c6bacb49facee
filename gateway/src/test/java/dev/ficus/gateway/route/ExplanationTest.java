package dev.ficus.gateway.route;

import static dev.ficus.gateway.route.Fixtures.match;
import static dev.ficus.gateway.route.Fixtures.route;
import static dev.ficus.gateway.route.Fixtures.table;
import static dev.ficus.gateway.route.Fixtures.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Fixtures.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {

  private static final List<String> PATTERNS =
      List.of(
          "/",
          "/a",
          "/a/",
          "/a/{id}",
          "/a/{id:[0-9]+}",
          "/a/*.pdf",
          "/a/**",
          "/a/{*rest}",
          "/{x}/b",
          "/{*all}",
          "/a/{id}/b",
          "/a//b");

  /** What explains must not have rules of its own: alone in a table, a route matches alike. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a",
        "/a/",
        "/a/7",
        "/a/x",
        "/a/x.pdf",
        "/a/.pdf",
        "/a/7/b",
        "/a//b",
        "/c/b",
        "/a/%37",
        "/a;p/7",
        "//",
        "/a/7/",
        "/b"
      })
  void aPathMatchesAsTheTableHasIt(String path) {
    for (String pattern : PATTERNS) {
      RouteTable alone = table(List.of(route("r", match(pattern), target("orders"))));
      boolean matched = alone.lookup(Head.get(path)) instanceof Lookup.Matched;

      assertThat(Explanation.passedOver(alone, Head.get(path), null).isEmpty())
          .as(pattern + " for " + path)
          .isEqualTo(!matched);
    }
  }

  private static List<String> explain(RouteTable table, Head request) {
    Route chosen =
        table.lookup(request) instanceof Lookup.Matched(RouteMatch match) ? match.route() : null;
    List<String> lines = new ArrayList<>();
    Explanation.passedOver(table, request, chosen)
        .forEach(other -> lines.add(other.route().id() + ": " + other.reason()));
    return lines;
  }

  @Test
  void eachIsToldWhatItAskedFor() {
    MatchSpec host =
        new MatchSpec(
            PathPattern.parse("/a"), Set.of(), new HostPattern("*.shop.example"), List.of());
    MatchSpec header =
        new MatchSpec(
            PathPattern.parse("/a"),
            Set.of("GET"),
            null,
            List.of(new Condition(Condition.Part.HEADER, "X-Api", "2")));
    RouteTable table =
        table(
            List.of(
                route("host", host, target("orders")),
                route("header", header, target("orders")),
                route("post", match("/a", "POST"), target("orders")),
                route("get", match("/a", "GET"), target("orders")),
                route("any", match("/a"), target("orders")),
                route("rest", match("/{*rest}"), target("orders")),
                route("elsewhere", match("/b"), target("orders"))));

    assertThat(explain(table, Head.get("/a").onHost("other.example:80")))
        .containsExactly(
            "host: it asks for host *.shop.example, not other.example",
            "header: its condition on header 'X-Api' does not hold",
            "post: it asks for method POST, not GET",
            "any: 'get' is more specific: by its method",
            "rest: 'get' is more specific: by its path");
    assertThat(explain(table, Head.of("HEAD", "/a").header("X-Api", "2")))
        .contains("get: 'header' is more specific: by its conditions");
  }
}
