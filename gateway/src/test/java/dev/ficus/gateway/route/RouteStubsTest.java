package dev.ficus.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RouteStubsTest {

  private final RouteStubs stubs = new RouteStubs(List.of("get-orders", "get-orders-2"));

  @Test
  void everyRouteHasAnIdOfItsOwn() {
    assertThat(stubs.next("GET", "/orders", ""))
        .isEqualTo("{ id: get-orders-3, match: \"GET /orders\" }");
    assertThat(stubs.next("GET", "/order-items", "")).contains("id: get-order-items,");
    assertThat(stubs.next("GET", "/order/items", ", stage: legacy"))
        .isEqualTo("{ id: get-order-items-2, match: \"GET /order/items\", stage: legacy }");
    String path = "/long".repeat(60);
    assertThat(stubs.next("GET", path, "")).matches("\\{ id: get[a-z-]{100,117}, .*");
    assertThat(stubs.next("GET", path + "/more", "")).matches("\\{ id: get[a-z-]{100,117}-2, .*");
  }

  @Test
  void whatYamlWouldReadOtherwiseIsEscaped() {
    assertThat(stubs.next("GET", "/a\"b\\c:#", ""))
        .isEqualTo("{ id: get-a-b-c, match: \"GET /a\\\"b\\\\c:#\" }");
  }

  @Test
  void variablesAreAlikeWhateverTheyAreCalled() {
    String shape = RouteStubs.shape("GET", "/orders/{id}/lines/{id2}");
    assertThat(RouteStubs.shape("GET", "/orders/*/lines/{line}")).isEqualTo(shape);
    assertThat(RouteStubs.shape("GET", "/orders/x*/lines/{line}")).isNotEqualTo(shape);
    assertThat(RouteStubs.shape("PUT", "/orders/{id}/lines/{id2}")).isNotEqualTo(shape);
  }

  @Test
  void notEverythingThatIsAskedForCanBeARoute() {
    assertThat(RouteStubs.canSay("GET", "/orders/{id}")).isTrue();
    assertThat(RouteStubs.canSay("M-SEARCH", "/orders")).isTrue();
    assertThat(RouteStubs.canSay("get", "/orders")).isFalse();
    assertThat(RouteStubs.canSay("GET", "orders")).isFalse();
    assertThat(RouteStubs.canSay("GET", "/orders/{id")).isFalse();
  }
}
