package dev.ficus.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.functions.StartedFunctions.Reply;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The endpoints of the shop's contract, each asked over the wire. */
class ContractIT {

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

  @Test
  void productsComeInPagesOrderedById() {
    Reply page = functions.get("/products?page=1&size=2");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text())
        .startsWith("{\"items\":[{\"id\":3,\"sku\":\"COF-001\",\"name\":\"House Espresso\"")
        .contains("\"price\":14.90,\"currency\":\"EUR\",\"tags\":[\"beans\",\"dark\"]")
        .contains("\"page\":1,\"size\":2,\"total\":5,");
    assertThat(functions.get("/products?category=tea").json().get("total").asInt()).isEqualTo(2);
  }

  @Test
  void everyAnswerCarriesItsOwnNoise() {
    Reply one = functions.get("/products/1");
    assertThat(Instant.parse(one.json().get("generatedAt").asString())).isAfter(Instant.EPOCH);
    assertThat(one.json().get("requestId"))
        .isNotEqualTo(functions.get("/products/1").json().get("requestId"));
  }

  @ParameterizedTest
  @CsvSource({"?q=tea, 3", "?q=TEA&category=pots, 1", "?q=black, 2", "?q=%25, 1", "?q=_, 0"})
  void searchFindsInNameCategoryAndTags(String query, int hits) {
    Reply found = functions.get("/search" + query);
    assertThat(found.json().get("total").asInt()).isEqualTo(hits);
    assertThat(found.json().get("hits").size()).isEqualTo(hits);
  }

  @Test
  void searchAlsoTakesABody() {
    Reply found = functions.post("/search", "{\"q\":\"tea\",\"category\":null}");
    assertThat(found.text()).startsWith("{\"q\":\"tea\",\"hits\":[").contains("\"total\":3");
  }

  @Test
  void anOrderIsPlacedAndReadAgain() {
    Reply placed = functions.post("/orders", order(1, 1, 2));
    assertThat(placed.status()).isEqualTo(201);
    long id = placed.json().get("id").asLong();
    assertThat(placed.header("Location")).isEqualTo(functions.origin() + "/orders/" + id);
    assertThat(placed.header("Ledger-Id")).isNotEmpty();
    assertThat(placed.text())
        .contains("\"customerId\":1,\"status\":\"placed\",\"lines\":[{\"productId\":1,")
        .contains("\"quantity\":2,\"price\":19.90,\"sum\":39.80}],")
        .contains("\"net\":39.80,\"tax\":7.56,\"total\":47.36,\"placedAt\":\"");
    assertThat(withoutNoise(functions.get("/orders/" + id))).isEqualTo(withoutNoise(placed));
    assertThat(ShopFile.read(data, "SELECT total FROM shop_order WHERE id = " + id))
        .isEqualTo("47.36");
  }

  @Test
  void locationNamesTheHostThatTheClientAskedFor() {
    Reply placed =
        functions.post(
            "/orders?x=1",
            order(1, 1, 1),
            "X-Forwarded-Host",
            "shop.example",
            "X-Forwarded-Proto",
            "https");
    assertThat(placed.header("Location"))
        .isEqualTo("https://shop.example/orders/" + placed.json().get("id").asLong());
  }

  @Test
  void anOrderIsCancelledOnce() {
    long id = functions.post("/orders", order(1, 3, 1)).json().get("id").asLong();
    Reply cancelled = functions.post("/orders/" + id + "/cancel", "");
    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.json().get("status").asString()).isEqualTo("cancelled");
    assertThat(cancelled.header("Ledger-Id")).isNotEmpty();
    Reply again = functions.post("/orders/" + id + "/cancel", "");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text())
        .isEqualTo(problem("conflict", "order " + id + " is already cancelled"));
    assertThat(again.header("Ledger-Id")).isEmpty();
  }

  @Test
  void ordersOfACustomerComeNewestFirst() {
    assertThat(functions.get("/customers/3/orders").json().get("items").values())
        .extracting(order -> order.get("id").asLong())
        .containsExactly(4L, 3L, 2L, 1L);
  }

  @Test
  void aCustomerIsChangedInTheFunctionsOwnStoreOnly() {
    Reply changed =
        functions.send(
            "PUT",
            "/customers/2",
            "{\"name\":\"Bob B.\",\"email\":\"b@shop.example\",\"city\":\"Bonn\"}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("Ledger-Id")).isNotEmpty();
    assertThat(changed.text())
        .isEqualTo("{\"id\":2,\"name\":\"Bob B.\",\"email\":\"b@shop.example\",\"city\":\"Bonn\"}");
    assertThat(functions.get("/customers/2").json().get("city").asString()).isEqualTo("Bonn");
    assertThat(ShopFile.read(data, "SELECT city FROM customer WHERE id = 2")).isEqualTo("Bremen");
  }

  @Test
  void stockIsAdjustedButNeverBelowZero() {
    Reply adjusted = functions.post("/stock/1/adjust", "{\"delta\":-2}");
    assertThat(adjusted.text()).isEqualTo("{\"productId\":1,\"available\":38,\"reserved\":2}");
    assertThat(adjusted.header("Ledger-Id")).isNotEmpty();
    Reply tooMuch = functions.post("/stock/1/adjust", "{\"delta\":-39}");
    assertThat(tooMuch.status()).isEqualTo(409);
    assertThat(tooMuch.text()).isEqualTo(problem("conflict", "product 1 has 38 available"));
    assertThat(functions.get("/stock/1").json().get("available").asInt()).isEqualTo(38);
  }

  @Test
  void theReportCountsAMonthWithoutItsCancelledOrders() {
    Reply report = functions.post("/reports/process", "{\"month\":\"2026-10\"}");
    assertThat(report.text()).contains("\"month\":\"2026-10\",\"orders\":2,\"turnover\":57.25,");
    assertThat(report.text())
        .contains("{\"category\":\"tea\",\"turnover\":48.30}")
        .contains("{\"category\":\"cups\",\"turnover\":8.95}");
  }

  @Test
  void aPaymentToldTwiceIsRecordedOnce() {
    Reply first = functions.post("/ledger/payment", notice("pay_1"));
    assertThat(first.text()).isEqualTo("{\"received\":true}");
    assertThat(first.header("Ledger-Id")).isNotEmpty();
    Reply again = functions.post("/ledger/payment", notice("pay_1"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text()).isEqualTo("{\"received\":true}");
    assertThat(again.header("Ledger-Id")).isEmpty();
    assertThat(ShopFile.read(data, "SELECT COUNT(*) FROM payment WHERE id = 'pay_1'"))
        .isEqualTo("1");
  }

  @Test
  void thePaymentMailGoesToTheOutbox() {
    Reply mailed = functions.post("/mail/payment", notice("pay_2"));
    assertThat(mailed.text()).isEqualTo("{\"mailed\":true}");
    assertThat(mailed.header("Ledger-Id")).isNotEmpty();
    assertThat(ShopFile.read(data, "SELECT subject FROM mail WHERE payment_id = 'pay_2'"))
        .isEqualTo("Your payment of order 1");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /products/99, '', product 99",
    "GET, /orders/99, '', order 99",
    "POST, /orders/99/cancel, '', order 99",
    "GET, /customers/99, '', customer 99",
    "GET, /customers/99/orders, '', customer 99",
    "GET, /stock/99, '', product 99",
    "POST, /stock/99/adjust, '{\"delta\":1}', product 99",
    "PUT, /customers/99, '{\"name\":\"N\",\"email\":\"e@x\",\"city\":\"C\"}', customer 99",
    "GET, /nowhere, '', /nowhere"
  })
  void whatIsNotThereIsNamed(String method, String path, String body, String what) {
    Reply reply = functions.send(method, path, body);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.text()).isEqualTo(problem("not found", what));
  }

  @ParameterizedTest
  @CsvSource({
    "/orders, '{\"customerId\":1,\"lines\":[{\"productId\":1,\"quantity\":0}]}',"
        + " quantity must be at least 1",
    "/orders, '{\"customerId\":1,\"lines\":[]}', lines must not be empty",
    "/orders, '{\"customerId\":1,\"lines\":[{\"productId\":9,\"quantity\":1}]}',"
        + " product 9 does not exist",
    "/orders, '{\"customerId\":9,\"lines\":[{\"productId\":1,\"quantity\":1}]}',"
        + " customer 9 does not exist",
    "/orders, '{\"lines\":[{\"productId\":1,\"quantity\":1}]}', customerId is missing",
    "/orders, '{', the body is not the JSON that was expected",
    "/orders, '', the body is not the JSON that was expected",
    "/search, '{\"q\":\" \"}', q must not be blank",
    "/stock/1/adjust, '{}', delta is missing",
    "/stock/x/adjust, '{\"delta\":1}', productId cannot be read: x",
    "/reports/process, '{\"month\":\"May\"}', month must look like 2026-10",
    "/ledger/payment, '{\"id\":\"p\",\"orderId\":1,\"amount\":0,\"status\":\"paid\"}',"
        + " amount must be greater than 0",
    "/mail/payment, '{\"id\":\"p\",\"orderId\":1,\"amount\":1}', status is missing"
  })
  void aBrokenRuleIsNamed(String path, String body, String what) {
    Reply reply = functions.post(path, body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).isEqualTo(problem("invalid", what));
  }

  @Test
  void aValueThatTheShopCannotKeepIsRefused() {
    Reply reply =
        functions.post("/stock/2/adjust", "{\"delta\":1}", "Idempotency-Key", "k".repeat(256));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).isEqualTo(problem("invalid", "a value is too long or too large"));
    assertThat(functions.get("/stock/2").json().get("available").asInt()).isEqualTo(32);
  }

  private static String order(long customer, long product, int quantity) {
    return "{\"customerId\":%d,\"lines\":[{\"productId\":%d,\"quantity\":%d}]}"
        .formatted(customer, product, quantity);
  }

  private static String notice(String id) {
    return "{\"id\":\"%s\",\"orderId\":1,\"amount\":47.36,\"status\":\"paid\"}".formatted(id);
  }

  private static String problem(String error, String what) {
    return "{\"error\":\"%s\",\"what\":\"%s\"}".formatted(error, what);
  }

  private static String withoutNoise(Reply reply) {
    return reply.text().replaceAll(",\"generatedAt\".*", "");
  }
}
