package dev.ficus.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Customers, stock, reports and payments. */
@ExtendWith(RunningShop.class)
class WriteApisIT {

  @Test
  void changesACustomer(Shop shop) throws Exception {
    String change = "{\"name\":\"Dora\",\"email\":\"dora@shop.example\",\"city\":\"Ulm\"}";

    var changed = put(shop, "/api/customers/4", change);

    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body()).isEqualTo("{\"id\":4," + change.substring(1));
    assertThat(changed.headers().firstValue("Ledger-Id")).isPresent();
    assertThat(Shop.read(shop.get("/api/customers/4")).path("city").asString()).isEqualTo("Ulm");
    assertThat(put(shop, "/api/customers/99", change).statusCode()).isEqualTo(404);
    assertThat(put(shop, "/api/customers/4", "{\"name\":\"Dora\"}").statusCode()).isEqualTo(400);
  }

  @Test
  void refusesWhatTheTablesCannotHold(Shop shop) throws Exception {
    long before = shop.writes();
    String name = "x".repeat(121);
    String change = "{\"name\":\"" + name + "\",\"email\":\"e@shop.example\",\"city\":\"Ulm\"}";

    var refused = put(shop, "/api/customers/5", change);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(shop.writes()).isEqualTo(before);
  }

  @Test
  void stockNeverFallsBelowZero(Shop shop) throws Exception {
    int there = Shop.read(shop.get("/api/stock/5")).path("available").asInt();

    var adjusted = shop.post("/api/stock/5/adjust", "{\"delta\":-2}");
    var tooMuch = shop.post("/api/stock/5/adjust", "{\"delta\":-100000}");

    assertThat(Shop.read(adjusted).path("available").asInt()).isEqualTo(there - 2);
    assertThat(adjusted.headers().firstValue("Ledger-Id")).isPresent();
    assertThat(tooMuch.statusCode()).isEqualTo(409);
    assertThat(shop.post("/api/stock/99/adjust", "{\"delta\":1}").statusCode()).isEqualTo(404);
    assertThat(shop.post("/api/stock/5/adjust", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void reportsTheSeededMonth(Shop shop) throws Exception {
    JsonNode report = Shop.read(shop.post("/api/reports", "{\"month\":\"2026-10\"}"));

    assertThat(report.path("orders").asInt()).isEqualTo(11);
    assertThat(report.path("turnover").decimalValue()).isEqualByComparingTo("960.55");
    assertThat(
            report
                .path("byCategory")
                .valueStream()
                .map(category -> category.path("turnover").decimalValue())
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo("960.55");
  }

  @Test
  void aMonthWithoutOrdersHasNoTurnover(Shop shop) throws Exception {
    var report = shop.post("/api/reports", "{\"month\":\"1999-01\"}");

    assertThat(report.body()).contains("\"orders\":0,\"turnover\":0.00,\"byCategory\":[]");
    assertThat(shop.post("/api/reports", "{\"month\":\"soon\"}").statusCode()).isEqualTo(400);
  }

  @Test
  void aPaymentThatIsToldTwiceIsWrittenOnce(Shop shop) throws Exception {
    String notice = "{\"id\":\"pay_t\",\"orderId\":17,\"amount\":47.36,\"status\":\"paid\"}";
    long before = shop.writes();

    var first = shop.post("/payments/callback", notice);
    long afterFirst = shop.writes();
    var second = shop.post("/payments/callback", notice);

    assertThat(first.body()).isEqualTo("{\"received\":true}").isEqualTo(second.body());
    assertThat(first.headers().firstValue("Ledger-Id")).isPresent();
    assertThat(second.headers().firstValue("Ledger-Id")).isEmpty();
    assertThat(afterFirst).as("payment and mail").isEqualTo(before + 2);
    assertThat(shop.writes()).isEqualTo(afterFirst);
  }

  private static HttpResponse<String> put(Shop shop, String path, String body) throws Exception {
    return shop.send(shop.json(path).PUT(BodyPublishers.ofString(body)).build());
  }
}
