package dev.ficus.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Fixtures.Head;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewriteTest {

  @ParameterizedTest
  @CsvSource({
    "/api/orders/{id},/orders/{id},/api/orders/a%20b,/orders/a%20b",
    "/api/orders/{id},/orders/{id},/api/orders/7;v=1,/orders/7",
    "/api/{*rest},/v2/{*rest},/api/x//y%2Fz?q,/v2/x//y%2Fz",
    "/api/{*rest},/v2/{*rest},/api,/v2",
    "/api/{*rest},/v2/{*rest},/api/,/v2/",
    "/api/{*rest},/{*rest},/api,/",
    "/{tenant}/orders/{id},/orders/{id}/of/{tenant},/acme/orders/7,/orders/7/of/acme",
    "/old,/new path,/old,/new%20path"
  })
  void fillsThePathWithWhatWasSent(String from, String to, String sent, String expected) {
    Rewrite rewrite = rewrite(from, to);
    Head head = Head.get(sent);
    assertThat(rewrite.path(match(from, head), head)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/orders/{id},/orders/{id},/orders/17,/api/orders/17",
    "/api/orders/{id},/orders/{id},/orders/17/items,/api/orders/17/items",
    "/api/orders/{id},/orders/{id},/orders,/api/orders",
    "/api/orders/{id},/orders/{id},/customers/1,/customers/1",
    "/api/orders/{id},/orders/{id},/ordersx,/ordersx",
    "/api/{*rest},/v2/{*rest},/v2/a/b,/api/a/b",
    "/{tenant}/orders/{id},/orders/{id}/of/{tenant},/orders/9/of/beta,/beta/orders/9"
  })
  void mapsPathsOfTheTargetBack(String from, String to, String targets, String clients) {
    String sent = from.replace("{tenant}", "acme").replace("{id}", "7").replace("{*rest}", "x");
    assertThat(rewrite(from, to).back(targets, match(from, Head.get(sent)))).isEqualTo(clients);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "limit=5&page=2,limit=5&page=2&size=5",
        "page=2,page=2",
        "size=9&limit=a%20b,limit=a%20b&size=a%20b",
        "-,-"
      })
  void setsParametersAndLeavesTheOthers(@Nullable String query, @Nullable String expected) {
    PathPattern from = PathPattern.parse("/a/{id}");
    Rewrite rewrite = Rewrite.compile(from, new RewriteSpec(null, Map.of("size", "{query.limit}")));
    Head head = Head.get("/a/7" + (query == null ? "" : "?" + query));
    assertThat(rewrite.query(match("/a/{id}", head), head)).isEqualTo(expected);
    assertThat(rewrite.path(match("/a/{id}", head), head)).isEqualTo("/a/7");
  }

  private static Rewrite rewrite(String from, String to) {
    return Rewrite.compile(PathPattern.parse(from), new RewriteSpec(to, Map.of()));
  }

  private static RouteMatch match(String pattern, RequestHead head) {
    return RouteTableTest.matchOf(RouteTableTest.table("r=" + pattern), head);
  }
}
