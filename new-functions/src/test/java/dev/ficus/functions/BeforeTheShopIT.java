package dev.ficus.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The functions come first to a new database, and the legacy app's tables later. */
class BeforeTheShopIT {

  private static final String READINESS = "/actuator/health/readiness";

  @TempDir Path data;

  @Test
  void readyOnceTheShopsTablesAreThereAndFilled() {
    try (var functions = StartedFunctions.start(data)) {
      var waiting = functions.get(READINESS);
      assertThat(waiting.status()).isEqualTo(503);
      assertThat(waiting.text()).contains("has not made and filled the shop's tables yet", "stock");
      assertThat(functions.get("/actuator/health/liveness").status()).isEqualTo(200);
      assertThat(functions.get("/products/1").text())
          .isEqualTo(
              "{\"error\":\"unavailable\",\"what\":\"the shop's tables are not there yet\"}");
      assertThat(functions.get("/customers/1").status()).isEqualTo(503);

      ShopFile.run(data, ShopFile.resource("/shop/schema.sql"));
      assertThat(functions.get(READINESS).status()).isEqualTo(503);

      ShopFile.run(data, ShopFile.resource("/shop/seed.sql"));
      assertThat(functions.get("/customers/1").status()).isEqualTo(200);
      assertThat(functions.get("/products/1").status()).isEqualTo(200);
      assertThat(functions.get(READINESS).status()).isEqualTo(200);
    }
  }

  @Test
  void theShopFindsItsOwnSchemaEmpty() {
    try (var functions = StartedFunctions.start(data)) {
      assertThat(functions.get("/ledger/count").text()).isEqualTo("{\"writes\":0}");
      assertThat(tables("PUBLIC")).isEqualTo("0");
      assertThat(tables("functions")).isEqualTo("2");
    }
  }

  @Test
  void customersAreCopiedOnceAndThenStay() {
    ShopFile.create(data);
    try (var functions = StartedFunctions.start(data, "--functions=customers")) {
      functions.send(
          "PUT", "/customers/1", "{\"name\":\"New\",\"email\":\"n@x\",\"city\":\"Kiel\"}");
    }
    ShopFile.run(data, "UPDATE customer SET city = 'Elsewhere'");
    try (var functions = StartedFunctions.start(data, "--functions=customers")) {
      assertThat(functions.get("/customers/1").text()).contains("\"city\":\"Kiel\"");
      assertThat(functions.get("/customers/2").text()).contains("\"city\":\"Bremen\"");
      assertThat(functions.get("/ledger/count").text()).isEqualTo("{\"writes\":1}");
    }
  }

  private String tables(String schema) {
    return ShopFile.read(
        data,
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '" + schema + "'");
  }
}
