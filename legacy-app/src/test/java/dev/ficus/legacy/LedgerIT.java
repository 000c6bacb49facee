package dev.ficus.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(RunningShop.class)
class LedgerIT {

  @Test
  void keepsTheKeyOfAWriteAndRepeatsNothingAway(Shop shop) throws Exception {
    shop.emptyLedger();
    var write =
        shop.json("/api/stock/6/adjust")
            .header("Idempotency-Key", "key-1")
            .POST(BodyPublishers.ofString("{\"delta\":1}"))
            .build();

    var first = shop.send(write);
    var second = shop.send(write);

    JsonNode entries = Shop.read(shop.get("/ledger")).path("entries");
    assertThat(entries.size()).isEqualTo(2);
    assertThat(entries.get(0).propertyNames())
        .containsExactly("id", "operation", "reference", "key");
    assertThat(entries.get(0).path("operation").asString()).isEqualTo("stock.adjust");
    assertThat(entries.get(0).path("reference").asString()).isEqualTo("6");
    assertThat(entries.get(1).path("key").asString()).isEqualTo("key-1");
    assertThat(first.headers().firstValue("Ledger-Id"))
        .hasValue(entries.get(0).path("id").asString());
    assertThat(second.headers().firstValue("Ledger-Id"))
        .hasValue(entries.get(1).path("id").asString());
  }

  @Test
  void pagesByTheLastIdSeen(Shop shop) throws Exception {
    shop.emptyLedger();
    for (int n = 0; n < 3; n++) {
      shop.post("/api/stock/6/adjust", "{\"delta\":1}");
    }
    long first = Shop.read(shop.get("/ledger?limit=1")).path("entries").get(0).path("id").asLong();

    JsonNode rest = Shop.read(shop.get("/ledger?after=" + first + "&limit=10")).path("entries");

    assertThat(rest.valueStream().map(entry -> entry.path("id").asLong())).hasSize(2).isSorted();
    assertThat(shop.get("/ledger?limit=0").statusCode()).isEqualTo(400);
  }

  @Test
  void tellsTheWritesOfEachOperation(Shop shop) throws Exception {
    shop.emptyLedger();
    shop.post("/api/stock/6/adjust", "{\"delta\":1}");
    shop.post("/api/stock/6/adjust", "{\"delta\":1}");
    shop.post(
        "/payments/callback",
        "{\"id\":\"pay_by_op\",\"orderId\":1,\"amount\":1.00,\"status\":\"paid\"}");

    assertThat(shop.get("/ledger/operations").body())
        .isEqualTo("{\"mail.send\":1,\"payment.record\":1,\"stock.adjust\":2}");
  }

  @Test
  void countsEveryOneOfManyConcurrentWrites(Shop shop) throws Exception {
    shop.emptyLedger();
    Callable<Integer> write = () -> shop.post("/api/stock/7/adjust", "{\"delta\":1}").statusCode();
    int before = Shop.read(shop.get("/api/stock/7")).path("available").asInt();

    try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
      var writes = clients.invokeAll(IntStream.range(0, 200).mapToObj(n -> write).toList());
      assertThat(writes).extracting(Future::get).containsOnly(200);
    }

    assertThat(shop.writes()).isEqualTo(200);
    assertThat(Shop.read(shop.get("/api/stock/7")).path("available").asInt())
        .isEqualTo(before + 200);
  }
}
