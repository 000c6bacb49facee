package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Application;
import dev.ficus.gateway.testing.GatewayProcess;
import dev.ficus.gateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The demo's payment provider: a function calls it through the gateway, and it fails. */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalApiIT {

  private final Map<String, String> environment = new HashMap<>();
  private GatewayProcess gateway;
  private Application legacy;
  private Application functions;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    String shop = Files.readString(Path.of("..", "routes", "shop.yaml"));
    gateway = new GatewayProcess(directory.resolve("gateway"), shop, environment);
    // The shop's database is the monolith's to make.
    legacy = Application.start("legacy-app", directory.resolve("shop"));
    functions =
        Application.start(
            "new-functions",
            directory.resolve("shop"),
            Map.of("PAYMENTS_URL", "http://localhost:" + gateway.internalPort()));
    environment.put("LEGACY_URL", legacy.url());
    environment.put("FUNCTIONS_URL", functions.url());
    environment.put("PROVIDER_URL", functions.url());
    gateway.start().awaitReady();
    functions.awaitReady();
  }

  @AfterAll
  void stop() throws Exception {
    gateway.terminate();
    gateway.awaitEnd(Duration.ofSeconds(30));
    functions.close();
    legacy.close();
  }

  private static HttpResponse<String> post(String url, String body) throws Exception {
    return TestGateway.send(
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> charge() throws Exception {
    return post(
        "http://localhost:" + gateway.port() + "/api/charges", "{\"orderId\":1,\"amount\":12.50}");
  }

  private void providerFails(boolean on) throws Exception {
    HttpResponse<String> answer =
        post(functions.url() + "/defects/failing", "{\"function\":\"provider\",\"on\":" + on + "}");
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void aProviderThatFailsIsSparedUntilAProbeFindsItWell() throws Exception {
    HttpResponse<String> charged = charge();
    assertThat(charged.statusCode()).as(charged.body()).isEqualTo(201);
    assertThat(charged.body()).contains("\"id\":\"ch_1\"");
    // What is meant for functions is not for the world.
    assertThat(gateway.get("/payments/charges").statusCode()).isNotEqualTo(200);

    providerFails(true);
    within().until(() -> charge().body().contains("circuit-open"));
    assertThat(state("payment-provider")).isNotEqualTo("closed");
    // The circuit acts at once, what it counted reaches the ledger in batches.
    within().until(() -> failuresOf("payment-provider") >= 5);

    providerFails(false);
    within().until(() -> charge().statusCode() == 201);
    within()
        .until(() -> charge().statusCode() == 201 && state("payment-provider").equals("closed"));
  }

  private int failuresOf(String upstream) throws Exception {
    return gateway.admin().get("/failures?upstream=" + upstream).path("matching").asInt();
  }

  private String state(String circuit) throws Exception {
    return gateway.admin().get("/circuits/" + circuit).path("state").asString();
  }

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
  }
}
