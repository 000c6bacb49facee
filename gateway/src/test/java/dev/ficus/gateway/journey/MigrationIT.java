package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.Application;
import dev.ficus.gateway.testing.RecordingProxy;
import dev.ficus.gateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole way of every route, there, back and there again, by the admin API and by file edits in
 * turn, while shoppers shop: nothing fails, nothing is lost, nothing is done twice.
 */
@Execution(ExecutionMode.CONCURRENT)
class MigrationIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> GROUPS = List.of("orders", "customers", "stock");
  private static final List<String> SINGLE = List.of("list-products", "get-product", "search");

  @Test
  void everyRouteGoesAllTheWayUnderTraffic(@TempDir Path directory) throws Exception {
    Path shop = directory.resolve("shop");
    try (Application legacyApp = Application.start("legacy-app", shop);
        Application functionsApp = Application.start("new-functions", shop)) {
      legacyApp.awaitReady();
      functionsApp.awaitReady();
      try (RecordingProxy legacy = new RecordingProxy(legacyApp.url());
          RecordingProxy functions = new RecordingProxy(functionsApp.url());
          TestGateway gateway = TestGateway.start(directory, routes(legacy, functions, "legacy"))) {
        AdminClient admin = new AdminClient(gateway.managementPort(), directory.resolve("data"));
        Shoppers shoppers = new Shoppers(gateway.url(), List.of(legacy, functions), 6);
        try (shoppers) {
          awaitAnswers(shoppers, 150);
          byApi(admin, "canary", "10%");
          awaitAnswers(shoppers, 150);
          byFile(gateway, admin, routes(legacy, functions, "canary 50%"), "canary", "50%");
          awaitAnswers(shoppers, 150);
          byApi(admin, "live", null);
          awaitAnswers(shoppers, 150);
          byFile(gateway, admin, routes(legacy, functions, "legacy"), "legacy", "0%");
          awaitAnswers(shoppers, 150);
          byApi(admin, "live", null);
          awaitAnswers(shoppers, 150);
          byFile(gateway, admin, routes(legacy, functions, "retired"), "retired", "100%");
          awaitAnswers(shoppers, 150);
        }
        assertThat(shoppers.failures()).isEmpty();
        assertThat(shoppers.byTarget()).isGreaterThan(100);
        assertThat(shoppers.answered() - shoppers.byTarget()).isGreaterThan(100);
        assertThat(shoppers.writes()).hasSizeGreaterThan(100);
        assertEachWriteOnce(shoppers, legacyApp, functionsApp);
      }
    }
  }

  private static void assertEachWriteOnce(
      Shoppers shoppers, Application legacyApp, Application functionsApp) throws Exception {
    Map<String, Integer> executions = new HashMap<>();
    for (Application side : List.of(legacyApp, functionsApp)) {
      long after = 0;
      while (true) {
        JsonNode page = get(side.url() + "/ledger?after=" + after + "&limit=1000");
        JsonNode entries = page.path("entries");
        for (JsonNode entry : entries) {
          executions.merge(entry.path("key").asString(""), 1, Integer::sum);
          after = Math.max(after, entry.path("id").asLong());
        }
        if (entries.isEmpty()) {
          break;
        }
      }
    }
    executions.remove("");
    Map<String, Integer> expected = new HashMap<>();
    shoppers.writes().forEach(key -> expected.put(key, 1));
    assertThat(executions).isEqualTo(expected);
  }

  private static JsonNode get(String url) throws Exception {
    return JSON.readTree(TestGateway.send(HttpRequest.newBuilder(URI.create(url)).build()).body());
  }

  private static void awaitAnswers(Shoppers shoppers, int more) {
    int goal = shoppers.answered() + more;
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> shoppers.answered() >= goal || !shoppers.failures().isEmpty());
    assertThat(shoppers.failures()).isEmpty();
  }

  private static void byApi(AdminClient admin, String stage, @Nullable String weight)
      throws Exception {
    String body =
        "{\"stage\":\"" + stage + "\"" + (weight == null ? "}" : ",\"weight\":\"" + weight + "\"}");
    for (String group : GROUPS) {
      AdminClient.Answer answer = admin.call("PUT", "/groups/" + group + "/stage", body);
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }
    for (String route : SINGLE) {
      AdminClient.Answer answer = admin.call("PUT", "/routes/" + route + "/stage", body);
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }
  }

  /** First a broken file, which changes nothing; then the good one. */
  private static void byFile(
      TestGateway gateway, AdminClient admin, String good, String stage, String weight)
      throws Exception {
    JsonNode before = admin.get("/routes");
    Files.writeString(gateway.routeFile(), good.substring(0, good.length() / 2) + "\n  bro: [ken");
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> !admin.get("/status").path("filesGood").asBoolean(true));
    assertThat(stages(admin.get("/routes"))).isEqualTo(stages(before));
    Files.writeString(gateway.routeFile(), good);
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () ->
                assertThat(stages(admin.get("/routes")).values())
                    .containsOnly(stage + " " + weight));
    assertThat(admin.get("/status").path("drift").asInt()).isZero();
  }

  private static Map<String, String> stages(JsonNode answer) {
    Map<String, String> stages = new HashMap<>();
    for (JsonNode route : answer.path("routes")) {
      stages.put(
          route.path("id").asString(),
          route.path("stage").asString() + " " + route.path("weight").asString());
    }
    return stages;
  }

  private static String routes(RecordingProxy legacy, RecordingProxy functions, String position) {
    String[] parts = position.split(" ");
    String weight = parts.length > 1 ? parts[1] : "10%";
    return """
    default: monolith
    upstreams:
      monolith: { url: "%1$s" }
      functions: { url: "%2$s" }
    defaults:
      stage: %3$s
      target: functions
      canary: { weight: "%4$s", stickyBy: [ "header:X-User-Id" ] }
    groups:
      orders: {}
      customers: {}
      stock: {}
    routes:
      - { id: get-order, match: "GET /api/orders/{id}", group: orders, rewrite: { path: "/orders/{id}" } }
      - { id: place-order, match: "POST /api/orders", group: orders, rewrite: { path: "/orders" } }
      - { id: cancel-order, match: "POST /api/orders/{id}/cancel", group: orders, rewrite: { path: "/orders/{id}/cancel" } }
      - { id: get-customer, match: "GET /api/customers/{id}", group: customers, rewrite: { path: "/customers/{id}" } }
      - { id: change-customer, match: "PUT /api/customers/{id}", group: customers, rewrite: { path: "/customers/{id}" } }
      - { id: get-stock, match: "GET /api/stock/{id}", group: stock, rewrite: { path: "/stock/{id}" } }
      - { id: adjust-stock, match: "POST /api/stock/{id}/adjust", group: stock, rewrite: { path: "/stock/{id}/adjust" } }
      - { id: list-products, match: "GET /api/products", rewrite: { path: "/products" } }
      - { id: get-product, match: "GET /api/products/{id}", rewrite: { path: "/products/{id}" } }
      - { id: search, match: { path: /api/search, methods: [ GET, POST ] }, safe: true, rewrite: { path: "/search" } }
    """
        .formatted(legacy.url(), functions.url(), parts[0], weight);
  }
}
