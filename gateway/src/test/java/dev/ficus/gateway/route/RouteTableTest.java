package dev.ficus.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Fixtures.Head;
import dev.ficus.gateway.route.Fixtures.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which route claims a request, by examples; {@link PrecedenceOracleTest} does it by the thousand.
 */
class RouteTableTest {

  @ParameterizedTest
  @CsvSource({
    "/orders/17,GET,one",
    "/orders/new,GET,literal",
    "/orders/17.pdf,GET,glob",
    "/orders/17/items,GET,rest",
    "/orders/17,POST,rest",
    "/orders/17,HEAD,one",
    "/orders,GET,rest",
    "/orders/,GET,rest",
    "/orders//17,GET,rest",
    "/ORDERS/17,GET,-",
    "/elsewhere,GET,-",
    "/orders/%31%37.pdf,GET,glob",
    "/orders/new;v=2,GET,literal"
  })
  void mostSpecificRouteWins(String path, String method, String expected) {
    RouteTable table =
        table(
            "one=GET /orders/{id}",
            "literal=GET /orders/new",
            "glob=GET /orders/*.pdf",
            "rest=/orders/**");
    assertThat(idOf(table, Head.of(method, path)))
        .isEqualTo(expected.equals("-") ? null : expected);
  }

  /** Short ones stand packed in the index; what is long, or not Latin-1, is compared as text. */
  @Test
  void siblingsOfAnyLengthAndScriptAreToldApart() {
    List<String> siblings = new ArrayList<>();
    for (String letter : List.of("a", "ÿ", "ж", "\u0000")) {
      for (int length = 1; length <= 40; length++) {
        siblings.add(letter.repeat(length));
        siblings.add(letter.repeat(length) + "b");
      }
    }
    RouteTable table = table(siblings.stream().map(s -> s + "=GET /x/" + s).toArray(String[]::new));
    for (String sibling : siblings) {
      assertThat(idOf(table, Head.get("/x/" + sibling))).isEqualTo(sibling);
      assertThat(idOf(table, Head.get("/x/" + sibling + "/more"))).isNull();
      assertThat(idOf(table, Head.get("/x/" + sibling + "c"))).isNull();
    }
  }

  /** What nodes have in common below them is one object, whoever shares it. */
  @Test
  void endsThatAreAlikeStayApart() {
    RouteTable table =
        table(
            "a-items=GET /a/{id}/items",
            "b-items=GET /b/{other}/items",
            "b-place=POST /b/{other}/items",
            "c-items=GET /c/{id}/items",
            "c-new=GET /c/new/items",
            "d=GET /d");
    assertThat(idOf(table, Head.get("/a/1/items"))).isEqualTo("a-items");
    assertThat(idOf(table, Head.get("/b/1/items"))).isEqualTo("b-items");
    assertThat(idOf(table, Head.of("POST", "/b/1/items"))).isEqualTo("b-place");
    assertThat(idOf(table, Head.of("POST", "/a/1/items"))).isNull();
    assertThat(idOf(table, Head.get("/c/new/items"))).isEqualTo("c-new");
    assertThat(idOf(table, Head.get("/c/old/items"))).isEqualTo("c-items");
    for (String path : List.of("/a//items", "/a/1", "/a/1/items/", "/a/1/itemz", "/d/", "/d/1")) {
      assertThat(idOf(table, Head.get(path))).as(path).isNull();
    }
  }

  @Test
  void trailingSlashIsAnotherPath() {
    RouteTable table = table("bare=GET /catalog", "slash=GET /catalog/");
    assertThat(idOf(table, Head.get("/catalog"))).isEqualTo("bare");
    assertThat(idOf(table, Head.get("/catalog/"))).isEqualTo("slash");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public/../admin",
        "/public/%2e%2e/admin",
        "/public/..%2fadmin",
        "/public/..;x/admin",
        "/public/%2e%2E;x=1/admin",
        "/public/..%5cadmin",
        "/public/x\\..\\..\\admin",
        "/public/a%2f..%2f../admin"
      })
  void pathThatMeansTwoPlacesIsRefused(String path) {
    RouteTable table = table("public=GET /public/**", "admin=GET /admin");
    assertThat(table.lookup(Head.get(path))).isInstanceOf(Lookup.Ambiguous.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/public/a/../b,public",
    "/public/./b,public",
    "/public/a%2fb,public",
    "/public/a%5cb,public",
    "/other/a%2fb,-",
    "/other/..x/b,-"
  })
  void doubtfulPathThatMeansOnePlaceIsTaken(String path, String expected) {
    RouteTable table = table("public=GET /public/**", "admin=GET /admin");
    assertThat(idOf(table, Head.get(path))).isEqualTo(expected.equals("-") ? null : expected);
  }

  @Test
  void variablesAreDecodedOrRawAsWanted() {
    RouteTable table = table("r=GET /a/{one}/b/{*rest}");
    RouteMatch match = matchOf(table, Head.get("/a/x%20y;v=1/b/c%2Bd//e;f=g"));
    assertThat(match.variable("one")).isEqualTo("x y");
    assertThat(match.rawVariable("one")).isEqualTo("x%20y");
    assertThat(match.variable("rest")).isEqualTo("c+d//e");
    assertThat(match.rawVariable("rest")).isEqualTo("c%2Bd//e;f=g");
    assertThat(match.variable("none")).isNull();
  }

  @Test
  void defaultUpstreamByHost() {
    RouteFile file = Fixtures.file(List.of());
    DefaultSpec byHost =
        new DefaultSpec(
            Map.of(
                HostPattern.ANY,
                Fixtures.at("monolith"),
                new HostPattern("admin.*"),
                Fixtures.at("orders"),
                new HostPattern("closed.example"),
                Fixtures.at("none")));
    RouteTable table =
        Fixtures.table(
            new RouteFile(
                file.name(),
                file.fingerprint(),
                Fixtures.at(byHost),
                file.defaults(),
                file.upstreams(),
                List.of(),
                List.of(),
                List.of()));
    assertThat(defaultOf(table, "shop.example:8080")).isEqualTo("monolith");
    assertThat(defaultOf(table, "Admin.shop.example")).isEqualTo("orders");
    assertThat(defaultOf(table, "closed.example.")).isNull();
    assertThat(defaultOf(table, null)).isEqualTo("monolith");
  }

  @Test
  void internalRoutesAnswerOnTheirOwnPort() {
    RouteTable table =
        Fixtures.table(
            List.of(
                Fixtures.route(
                    "inside",
                    Fixtures.match("/pay/**"),
                    new Settings().target("orders").listener(Listener.INTERNAL).build())));
    assertThat(idOf(table, Head.get("/pay/x"))).isNull();
    assertThat(idOf(table, Head.get("/pay/x").on(Listener.INTERNAL))).isEqualTo("inside");
    assertThat(table.lookup(Head.get("/page").on(Listener.INTERNAL)))
        .isEqualTo(new Lookup.Unmatched(null));
    assertThat(table.route("inside").initialStage()).isEqualTo(Stage.RETIRED);
  }

  @Test
  void asteriskFormMatchesNoPath() {
    RouteTable table = table("all=/**");
    assertThat(idOf(table, Head.of("OPTIONS", "*"))).isNull();
  }

  /** {@code id=METHOD /path} or {@code id=/path}. */
  static RouteTable table(String... routes) {
    List<RouteSpec> specs = new ArrayList<>();
    for (String route : routes) {
      int equals = route.indexOf('=');
      String[] match = route.substring(equals + 1).split(" ");
      MatchSpec spec =
          match.length == 1
              ? Fixtures.match(match[0])
              : Fixtures.match(match[1], match[0].split(","));
      specs.add(Fixtures.route(route.substring(0, equals), spec, Fixtures.target("orders")));
    }
    return Fixtures.table(specs);
  }

  static RouteMatch matchOf(RouteTable table, RequestHead head) {
    return ((Lookup.Matched) table.lookup(head)).match();
  }

  private static @Nullable String idOf(RouteTable table, RequestHead head) {
    return table.lookup(head) instanceof Lookup.Matched(RouteMatch match)
        ? match.route().id()
        : null;
  }

  private static @Nullable String defaultOf(RouteTable table, @Nullable String host) {
    Head head = host == null ? Head.get("/x") : Head.get("/x").onHost(host);
    return table.lookup(head) instanceof Lookup.Unmatched(Upstream upstream) && upstream != null
        ? upstream.name()
        : null;
  }
}
