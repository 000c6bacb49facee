package dev.ficus.gateway.admin;

import static dev.ficus.gateway.route.Fixtures.match;
import static dev.ficus.gateway.route.Fixtures.route;

import dev.ficus.gateway.route.Fixtures;
import dev.ficus.gateway.route.Fixtures.Settings;
import dev.ficus.gateway.route.GroupSpec;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Stage;
import java.util.List;
import java.util.Map;

/** The routes that the admin API is tested with. */
final class TestRoutes {

  private TestRoutes() {}

  static RouteTable table() {
    return Fixtures.table(
        Fixtures.file(
            List.of(
                route(
                    "get-order",
                    match("/api/orders/{id}", "GET"),
                    orders().group("orders").rewrite("/orders/{id}").build()),
                route(
                    "place-order", match("/api/orders", "POST"), orders().group("orders").build()),
                route(
                    "search",
                    match("/api/search/**", "GET"),
                    orders().stickyBy("header:X-Tenant").plan("10%", "live").build()),
                route(
                    "gated",
                    match("/gated", "GET"),
                    orders().gates(Map.of("mismatchRate", "0.5%")).build()),
                route("gone", match("/export", "GET"), new Settings().respond(410, "gone").build()),
                route("declared", match("/declared", "GET"), orders().stage(Stage.LIVE).build()),
                route("plain", match("/plain", "GET"), new Settings().build()),
                route("catalog", match("/catalog/{*rest}"), orders().build()),
                route("product", match("/catalog/{id}", "GET"), orders().build()),
                route("orders-rest", match("/api/orders/**"), orders().build()),
                route(
                    "payments",
                    match("/payments/**"),
                    orders().listener(Listener.INTERNAL).build())),
            List.of(new GroupSpec(Fixtures.at("orders"), new Settings().build())),
            List.of()));
  }

  private static Settings orders() {
    return new Settings().target("orders");
  }
}
