package dev.ficus.gateway.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.migration.Routed;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.route.Fixtures;
import dev.ficus.gateway.route.RouteMatch;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutsideTest {

  /** A target at inner:9002 where {@code /api/orders/x} is {@code /orders/x}. */
  private static Outside outside() {
    Routing routing = new Routing();
    routing.apply(
        Fixtures.table(
            List.of(
                Fixtures.route(
                    "orders",
                    Fixtures.match("/api/orders/{*rest}"),
                    new Fixtures.Settings().target("orders").rewrite("/orders/{*rest}").build()))));
    Routed routed = routing.snapshot().route(Fixtures.Head.get("/api/orders/1"));
    RouteMatch match = ((Routed.ToRoute) routed).match();
    return new Outside(
        URI.create("http://inner:9002"),
        "inner.example",
        "https",
        "shop.example",
        match.route().rewrite(),
        match);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://inner:9002/orders/17        | https://shop.example/api/orders/17",
        "http://INNER:9002/orders/17?a=/b#c | https://shop.example/api/orders/17?a=/b#c",
        "http://inner.example/orders/17     | https://shop.example/api/orders/17",
        "http://inner.example:80/orders/17  | https://shop.example/api/orders/17",
        "//inner:9002/orders/17             | https://shop.example/api/orders/17",
        "http://inner:9002                  | https://shop.example",
        "/orders/17                         | /api/orders/17",
        "/elsewhere                         | /elsewhere",
        "https://shop.example/orders/17     | https://shop.example/api/orders/17",
        "https://pay.example/orders/17      | https://pay.example/orders/17",
        "http://inner:9003/orders/17        | http://inner:9003/orders/17",
        "mailto:a@b                         | mailto:a@b",
        "?page=2                            | ?page=2",
      })
  void locationsAreMapped(String said, String mapped) {
    assertThat(outside().location(said)).isEqualTo(mapped);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=b                                   | a=b",
        "a=b; Path=/orders; HttpOnly           | a=b; Path=/api/orders; HttpOnly",
        "a=b; path=/orders/17                  | a=b; Path=/api/orders/17",
        "a=b; Path=/                           | a=b; Path=/",
        "a=b; Domain=inner; Secure             | a=b; Secure",
        "a=b; Domain=.inner.example; Path=/    | a=b; Path=/",
        "a=b; Domain=shop.example              | a=b; Domain=shop.example",
        "path=/orders; Path=/elsewhere         | path=/orders; Path=/elsewhere",
      })
  void cookiesAreMapped(String said, String mapped) {
    assertThat(outside().cookie(said)).isEqualTo(mapped);
  }
}
