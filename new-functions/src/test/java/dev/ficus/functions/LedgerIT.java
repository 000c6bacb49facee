package dev.ficus.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.functions.StartedFunctions.Reply;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class LedgerIT {

  private static final String ANNA = "{\"name\":\"A\",\"email\":\"a@shop.example\",\"city\":\"C\"}";
  private static final int WRITES = 100;

  @TempDir static Path data;
  static StartedFunctions functions;

  @BeforeAll
  static void start() {
    functions = StartedFunctions.start(ShopFile.create(data));
  }

  @AfterAll
  static void stop() {
    functions.close();
  }

  @BeforeEach
  void empty() {
    assertThat(functions.send("DELETE", "/ledger", "").status()).isEqualTo(204);
  }

  @Test
  void theWritesOfBothStoresAreOneLedger() {
    Reply stock = functions.post("/stock/3/adjust", "{\"delta\":-1}", "Idempotency-Key", "k1");
    Reply customer = functions.send("PUT", "/customers/1", ANNA, "Idempotency-Key", "k2");
    functions.post("/stock/3/adjust", "{\"delta\":-1}");

    assertThat(count()).isEqualTo(3);
    assertThat(entries("")).extracting(entry -> entry.get("id").asLong()).isSorted();
    assertThat(entries(""))
        .extracting(LedgerIT::withoutId)
        .containsExactlyInAnyOrder(
            "stock.adjust 3 \"k1\"", "customer.update 1 \"k2\"", "stock.adjust 3 null");
    assertThat(entries(""))
        .extracting(entry -> entry.get("id").asString())
        .contains(stock.header("Ledger-Id"), customer.header("Ledger-Id"));
  }

  @Test
  void tellsTheWritesOfEachOperationInBothStores() {
    functions.post("/stock/3/adjust", "{\"delta\":-1}");
    functions.send("PUT", "/customers/1", ANNA);
    functions.post("/stock/3/adjust", "{\"delta\":-1}");
    assertThat(functions.get("/ledger/operations").text())
        .isEqualTo("{\"customer.update\":1,\"stock.adjust\":2}");
  }

  @Test
  void entriesComeInPages() {
    for (int i = 0; i < 3; i++) {
      functions.post("/stock/3/adjust", "{\"delta\":-1}");
    }
    List<JsonNode> all = entries("");
    assertThat(entries("?limit=2")).isEqualTo(all.subList(0, 2));
    assertThat(entries("?after=" + all.get(1).get("id").asLong())).isEqualTo(all.subList(2, 3));
    assertThat(functions.get("/ledger?limit=0").status()).isEqualTo(400);
  }

  @Test
  void aRefusedWriteLeavesNoRow() {
    functions.post("/stock/3/adjust", "{\"delta\":-100000}");
    functions.post("/orders/3/cancel", "");
    functions.post("/orders", "{\"customerId\":1,\"lines\":[]}");
    assertThat(count()).isZero();
  }

  @Test
  void aRepeatedKeyIsWrittenTwiceAndShows() {
    functions.post("/stock/3/adjust", "{\"delta\":-1}", "Idempotency-Key", "same");
    functions.post("/stock/3/adjust", "{\"delta\":-1}", "Idempotency-Key", "same");
    assertThat(entries("")).hasSize(2);
  }

  @Test
  void concurrentWritesAreAllDoneAndAllNoted() throws Exception {
    int before = functions.get("/stock/3").json().get("available").asInt();
    inParallel(() -> functions.post("/stock/3/adjust", "{\"delta\":-1}").status());
    assertThat(count()).isEqualTo(WRITES);
    assertThat(functions.get("/stock/3").json().get("available").asInt())
        .isEqualTo(before - WRITES);
    assertThat(entries("")).extracting(entry -> entry.get("id")).doesNotHaveDuplicates();
  }

  @Test
  void ofConcurrentNoticesOfOnePaymentOneIsRecorded() throws Exception {
    String notice = "{\"id\":\"pay_9\",\"orderId\":1,\"amount\":1.00,\"status\":\"paid\"}";
    inParallel(() -> functions.post("/ledger/payment", notice).status());
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void aWriteThatCannotGetItsRowInTimeIsRefusedAndNotNoted() throws SQLException {
    try (Connection other = ShopFile.connect(data)) {
      other.setAutoCommit(false);
      try (var statement = other.createStatement()) {
        statement.executeUpdate("UPDATE stock SET reserved = reserved WHERE product_id = 4");
      }
      assertThat(functions.post("/stock/4/adjust", "{\"delta\":-1}").status()).isEqualTo(503);
      other.rollback();
    }
    assertThat(count()).isZero();
    assertThat(functions.post("/stock/4/adjust", "{\"delta\":-1}").status()).isEqualTo(200);
  }

  private static void inParallel(Callable<Integer> write) throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> status : clients.invokeAll(Collections.nCopies(WRITES, write))) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
  }

  private static long count() {
    return functions.get("/ledger/count").json().get("writes").asLong();
  }

  private static List<JsonNode> entries(String query) {
    JsonNode entries = functions.get("/ledger" + query).json().get("entries");
    return IntStream.range(0, entries.size()).mapToObj(entries::get).toList();
  }

  private static String withoutId(JsonNode entry) {
    return "%s %s %s"
        .formatted(
            entry.get("operation").asString(), entry.get("reference").asString(), entry.get("key"));
  }
}
