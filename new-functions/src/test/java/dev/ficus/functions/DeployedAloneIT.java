package dev.ficus.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployedAloneIT {

  @TempDir Path data;

  @Test
  void ordersAloneServeOrdersAndNothingElse() {
    try (var functions = StartedFunctions.start(ShopFile.create(data), "--functions=orders")) {
      assertThat(functions.get("/").text()).isEqualTo("{\"functions\":[\"orders\"]}");
      assertThat(functions.get("/orders/1").status()).isEqualTo(200);
      assertThat(functions.get("/customers/3/orders").status()).isEqualTo(200);
      for (String path : List.of("/products/1", "/search?q=tea", "/customers/3", "/stock/1")) {
        assertThat(functions.get(path).status()).as(path).isEqualTo(404);
      }
      assertThat(functions.post("/orders/1/cancel", "").status()).isEqualTo(200);
      assertThat(functions.get("/ledger/count").text()).isEqualTo("{\"writes\":1}");
      assertThat(functions.get("/actuator/health/readiness").status()).isEqualTo(200);
      assertThat(data.resolve("customers.mv.db")).doesNotExist();
    }
  }

  @Test
  void anUnknownFunctionEndsTheStartWithTheKnownOnes() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NewFunctions.class.getName(),
                "--functions=orders,carts",
                "--shop.data=" + data)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(output)
        .contains("unknown function 'carts' (expected: products, search, orders, customers,")
        .doesNotContain("\tat ");
    assertThat(data).isEmptyDirectory();
  }
}
