package dev.ficus.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@ExtendWith(RunningShop.class)
class OrderApiIT {

  private static final String ORDER =
      "{\"customerId\":3,\"lines\":[{\"productId\":1,\"quantity\":2}]}";

  @Test
  void placesAnOrderAndReadsItBack(Shop shop) throws Exception {
    var created = shop.post("/api/orders", ORDER);
    JsonNode order = Shop.read(created);
    String path = "/api/orders/" + order.path("id").asLong();

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Location")).hasValue(shop.uri() + path);
    assertThat(created.headers().firstValue("Ledger-Id")).isPresent();
    assertThat(created.body())
        .contains("{\"productId\":1,\"quantity\":2,\"price\":19.90,\"sum\":39.80}")
        .contains("\"net\":39.80,\"tax\":7.56,\"total\":47.36");
    assertThat(withoutNoise(Shop.read(shop.get(path)))).isEqualTo(withoutNoise(order));
  }

  @Test
  void theLocationFollowsTheHostThatTheGatewayForwards(Shop shop) throws Exception {
    var created =
        shop.send(
            shop.json("/api/orders")
                .header("X-Forwarded-Host", "shop.example:8443")
                .header("X-Forwarded-Proto", "https")
                .POST(BodyPublishers.ofString(ORDER))
                .build());

    assertThat(created.headers().firstValue("Location").orElseThrow())
        .startsWith("https://shop.example:8443/api/orders/");
  }

  @Test
  void cancelsOnce(Shop shop) throws Exception {
    long id = Shop.read(shop.post("/api/orders", ORDER)).path("id").asLong();

    var first = shop.post("/api/orders/" + id + "/cancel", "");
    var second = shop.post("/api/orders/" + id + "/cancel", "");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(Shop.read(first).path("status").asString()).isEqualTo("cancelled");
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.headers().firstValue("Ledger-Id")).isEmpty();
  }

  @Test
  void listsTheOrdersOfACustomerNewestFirst(Shop shop) throws Exception {
    long older = Shop.read(shop.post("/api/orders", ORDER)).path("id").asLong();
    long newer = Shop.read(shop.post("/api/orders", ORDER)).path("id").asLong();

    JsonNode orders = Shop.read(shop.get("/api/customers/3/orders")).path("items");

    assertThat(orders.valueStream().map(order -> order.path("id").asLong()))
        .startsWith(newer, older);
    assertThat(shop.get("/api/customers/99/orders").statusCode()).isEqualTo(404);
  }

  @Test
  void refusesABrokenOrderAndWritesNothing(Shop shop) throws Exception {
    long before = shop.writes();

    refused(shop, "{", "the body is not the JSON that was expected");
    refused(shop, "{\"customerId\":1,\"lines\":[]}", "lines must not be empty");
    refused(shop, ORDER.replace(":2}", ":0}"), "quantity must be at least 1");
    refused(shop, ORDER.replace(":1,", ":99,"), "product 99 does not exist");
    refused(shop, ORDER.replace(":3,", ":99,"), "customer 99 does not exist");
    assertThat(shop.get("/api/orders/999999").statusCode()).isEqualTo(404);
    assertThat(shop.writes()).isEqualTo(before);
  }

  private static void refused(Shop shop, String body, String what) throws Exception {
    var answer = shop.post("/api/orders", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"error\":\"invalid\",\"what\":\"" + what + "\"}");
  }

  private static JsonNode withoutNoise(JsonNode answer) {
    return ((ObjectNode) answer).remove(List.of("generatedAt", "requestId"));
  }
}
