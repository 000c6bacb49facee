package dev.ficus.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(RunningShop.class)
class CatalogApiIT {

  @Test
  void listsAPageOfSixtyProductsById(Shop shop) throws Exception {
    JsonNode page = Shop.read(shop.get("/api/products?page=2&size=25"));

    assertThat(page.propertyNames())
        .containsExactly("items", "page", "size", "total", "generatedAt", "requestId");
    assertThat(page.path("total").asInt()).isEqualTo(60);
    assertThat(page.path("items").valueStream().map(item -> item.path("id").asInt()))
        .hasSize(10)
        .startsWith(51, 52)
        .isSorted();
  }

  @Test
  void listsOneCategory(Shop shop) throws Exception {
    JsonNode page = Shop.read(shop.get("/api/products?category=tea"));

    assertThat(page.path("total").asInt()).isEqualTo(10);
    assertThat(page.path("items").valueStream().map(item -> item.path("category").asString()))
        .containsOnly("tea");
  }

  @Test
  void aPriceHasTwoDigits(Shop shop) throws Exception {
    assertThat(shop.get("/api/products/1").body())
        .startsWith("{\"id\":1,\"sku\":\"TEA-001\"")
        .contains("\"price\":19.90,\"currency\":\"EUR\"");
  }

  @Test
  void namesTheProductThatIsNotThere(Shop shop) throws Exception {
    var answer = shop.get("/api/products/99");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"error\":\"not found\",\"what\":\"product 99\"}");
  }

  @Test
  void refusesWhatIsNoNumberAndAPageThatIsTooLarge(Shop shop) throws Exception {
    for (String path : List.of("/api/products/abc", "/api/products?size=101", "/api/search")) {
      var answer = shop.get(path);

      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(Shop.read(answer).path("error").asString()).isEqualTo("invalid");
    }
  }

  @Test
  void findsTheSameByGetAndByPost(Shop shop) throws Exception {
    JsonNode got = Shop.read(shop.get("/api/search?q=JAPAN"));
    JsonNode posted = Shop.read(shop.post("/api/search", "{\"q\":\"JAPAN\",\"category\":null}"));

    assertThat(got.path("total").asInt()).isEqualTo(3);
    assertThat(ids(posted)).containsExactlyInAnyOrderElementsOf(ids(got));
  }

  @Test
  void answersNaturalNoise(Shop shop) throws Exception {
    var orders = new HashSet<List<Integer>>();
    var requestIds = new HashSet<String>();
    for (int n = 0; n < 10; n++) {
      JsonNode found = Shop.read(shop.get("/api/search?q=tea"));
      orders.add(ids(found));
      requestIds.add(found.path("requestId").asString());
    }

    assertThat(orders).hasSizeGreaterThan(1);
    assertThat(requestIds).hasSize(10);
  }

  private static List<Integer> ids(JsonNode found) {
    return found.path("hits").valueStream().map(hit -> hit.path("id").asInt()).toList();
  }
}
