package dev.ficus.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.functions.StartedFunctions.Reply;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefectsIT {

  @TempDir static Path data;
  static StartedFunctions functions;

  @BeforeAll
  static void start() {
    functions = StartedFunctions.start(ShopFile.create(data), "--shop.defects.rounding=true");
    assertThat(functions.get("/defects").text())
        .isEqualTo("{\"rounding\":true,\"failing\":[],\"slow\":{}}");
  }

  @AfterAll
  static void stop() {
    functions.close();
  }

  @Test
  void theRoundingShowsWhenTheSameOrderIsReadAgain() {
    functions.post("/defects/rounding", "{\"on\":true}");
    assertThat(functions.get("/orders/5").text()).contains("\"tax\":3.24,\"total\":20.24");
    assertThat(functions.get("/customers/2/orders").text()).contains("\"tax\":3.24");
    functions.post("/defects/rounding", "{\"on\":false}");
    assertThat(functions.get("/orders/5").text()).contains("\"tax\":3.23,\"total\":20.23");
  }

  @Test
  void theRoundingIsNeverStored() {
    functions.post("/defects/rounding", "{\"on\":true}");
    Reply placed =
        functions.post(
            "/orders",
            """
            {"customerId":1,"lines":[{"productId":2,"quantity":1},{"productId":2,"quantity":1}]}\
            """);
    assertThat(placed.text()).contains("\"tax\":3.24");
    long id = placed.json().get("id").asLong();
    assertThat(ShopFile.read(data, "SELECT tax FROM shop_order WHERE id = " + id))
        .isEqualTo("3.23");
  }

  @Test
  void aFailingFunctionAnswers503AndTheOthersGoOn() {
    functions.post("/defects/failing", "{\"function\":\"orders\",\"on\":true}");
    Reply failed = functions.get("/customers/3/orders");
    assertThat(failed.status()).isEqualTo(503);
    assertThat(failed.text())
        .isEqualTo("{\"error\":\"unavailable\",\"what\":\"orders fails on purpose\"}");
    assertThat(functions.get("/customers/3").status()).isEqualTo(200);
    functions.post("/defects/failing", "{\"function\":\"orders\",\"on\":false}");
    assertThat(functions.get("/customers/3/orders").status()).isEqualTo(200);
  }

  @Test
  void aSlowFunctionTakesItsTime() {
    Reply slow = functions.post("/defects/slow", "{\"function\":\"stock\",\"delay\":\"200ms\"}");
    assertThat(slow.json().get("slow").toString()).isEqualTo("{\"stock\":\"200ms\"}");
    long before = System.nanoTime();
    assertThat(functions.get("/stock/1").status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(199));
    functions.post("/defects/slow", "{\"function\":\"stock\",\"delay\":\"0ms\"}");
    assertThat(functions.get("/defects").json().get("slow").isEmpty()).isTrue();
  }

  @Test
  void whatCannotBeSwitchedIsRefused() {
    assertThat(functions.post("/defects/failing", "{\"function\":\"carts\",\"on\":true}").text())
        .contains("unknown function 'carts' (expected: products, search,");
    assertThat(functions.post("/defects/slow", "{\"function\":\"mail\",\"delay\":\"a\"}").text())
        .contains("delay must look like 200ms or 2s");
    assertThat(functions.post("/defects/rounding", "{}").text()).contains("on is missing");
  }
}
