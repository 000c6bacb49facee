package dev.ficus.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTemplateTest {

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/catalog, /catalog",
    "/api/orders/17, /api/orders/{id}",
    "/api/orders/17/lines/3, /api/orders/{id}/lines/{id2}",
    "/users/550e8400-e29b-41d4-a716-446655440000, /users/{id}",
    "/files/d41d8cd98f00b204e9800998ecf8427e/raw, /files/{id}/raw",
    "/reports/2026-11-24, /reports/{id}",
    "/v2/items, /v2/items",
    "/users/anna@shop.example, /users/{id}",
    "/session/a8Kd72Lm9Qw3Zx71/close, /session/{id}/close",
    "/orders/17;jsessionid=3, /orders/{id}",
    "/feed/, /feed/",
    "/a//b, /a//b",
    "/food/beef, /food/beef",
    "/caf%C3%A9/menu, /*/menu",
    "/{x}/y, /*/y",
  })
  void valuesBecomeVariables(String path, String template) {
    assertThat(PathTemplate.of(path)).isEqualTo(template);
  }

  @Test
  void pathsOfOneEndpointHaveOneHash() {
    assertThat(PathTemplate.hash("GET", "/orders/17/lines/3"))
        .isEqualTo(PathTemplate.hash("GET", "/orders/4711/lines/25"))
        .isNotEqualTo(PathTemplate.hash("POST", "/orders/17/lines/3"))
        .isNotEqualTo(PathTemplate.hash("GET", "/orders/17/lines"))
        .isNotEqualTo(PathTemplate.hash("GET", "/orders/17/lines/3/"))
        .isNotEqualTo(PathTemplate.hash("GET", "/orders/lines/17/3"));
  }
}
