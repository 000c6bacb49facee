package dev.ficus.gateway.admin;

import static dev.ficus.gateway.admin.AdminServer.call;
import static dev.ficus.gateway.admin.AdminServer.circuitStore;
import static dev.ficus.gateway.admin.AdminServer.failures;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.circuit.FailedRequest;
import dev.ficus.gateway.circuit.FailureLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Circuits and failed requests, shown and steered. */
class AdminCircuitsIT {

  @BeforeEach
  void reset() {
    AdminServer.reset();
  }

  @Test
  void everySideOfEveryRouteHasOne() {
    JsonNode all = call("GET", "/circuits").send().json();
    assertThat(all.path("degraded").booleanValue()).isFalse();
    Set<String> names = new TreeSet<>();
    all.path("circuits").forEach(circuit -> names.add(circuit.path("name").asString()));
    assertThat(names).contains("monolith", "monolith/plain", "orders/get-order", "orders/search");
    JsonNode target = call("GET", "/circuits/orders/search").send().json();
    assertThat(target.path("state").asString()).isEqualTo("closed");
    assertThat(target.path("mode").asString()).isEqualTo("auto");
    assertThat(target.path("limits").path("failureRate").asString()).isEqualTo("50%");
    assertThat(target.path("limits").path("openFor").asString()).isEqualTo("15s");
    JsonNode legacy = call("GET", "/circuits/monolith").send().json();
    assertThat(legacy.path("mode").asString()).isEqualTo("watch");
  }

  @Test
  void anOperatorsWordIsForTheFleetAndForTheAudit() {
    AdminServer.Reply done =
        call("PUT", "/circuits/orders/search")
            .json("{'mode':'open','reason':'they are moving house'}")
            .send();
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.json().path("state").asString()).isEqualTo("open");
    assertThat(done.json().path("declared").asString()).isEqualTo("auto");
    assertThat(done.header("ETag")).matches("\"[0-9]+\"");
    assertThat(circuitStore.audit).hasSize(1);
    assertThat(circuitStore.audit.getFirst().reason()).isEqualTo("they are moving house");
    assertThat(circuitStore.audit.getFirst().details()).containsEntry("after", "open");

    JsonNode back = call("PUT", "/circuits/orders/search").json("{'mode':'auto'}").send().json();
    assertThat(back.path("state").asString()).isEqualTo("closed");
  }

  @Test
  void aDryRunChangesNothing() {
    AdminServer.Reply dry =
        call("PUT", "/circuits/orders/search?dryRun=true").json("{'mode':'open'}").send();
    assertThat(dry.json().path("mode").asString()).isEqualTo("open");
    assertThat(dry.json().path("dryRun").booleanValue()).isTrue();
    JsonNode after = call("GET", "/circuits/orders/search").send().json();
    assertThat(after.path("mode").asString()).isEqualTo("auto");
    assertThat(circuitStore.audit).isEmpty();
  }

  @Test
  void whoHasSeenAnOlderEpochIsStopped() {
    String seen = call("GET", "/circuits/orders/search").send().header("ETag");
    AdminServer.Reply open = call("PUT", "/circuits/orders/search").json("{'mode':'open'}").send();
    assertThat(open.header("ETag")).isNotEqualTo(seen);
    AdminServer.Reply stale =
        call("PUT", "/circuits/orders/search").ifMatch(seen).json("{'mode':'auto'}").send();
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.header("ETag")).isEqualTo(open.header("ETag"));
    AdminServer.Reply fresh =
        call("PUT", "/circuits/orders/search")
            .ifMatch(open.header("ETag"))
            .json("{'mode':'auto'}")
            .send();
    assertThat(fresh.status()).isEqualTo(200);
  }

  @Test
  void whatIsWrongIsSaid() {
    AdminServer.Reply word = call("PUT", "/circuits/orders/search").json("{'mode':'opne'}").send();
    assertThat(word.status()).isEqualTo(400);
    assertThat(word.detail()).contains("did you mean 'open'");
    AdminServer.Reply nothing = call("PUT", "/circuits/orders/search").json("{}").send();
    assertThat(nothing.status()).isEqualTo(400);
    AdminServer.Reply name = call("GET", "/circuits/orders/serach").send();
    assertThat(name.status()).isEqualTo(404);
    assertThat(name.detail()).contains("did you mean 'orders/search'");
    assertThat(call("GET", "/failures?since=yesterday").send().status()).isEqualTo(400);
    assertThat(call("GET", "/failures?limit=0").send().status()).isEqualTo(400);
  }

  @Test
  void withoutTheStoreCircuitsAreShownAsKnownButNotSteered() {
    circuitStore.away = true;
    assertThat(call("GET", "/circuits").send().status()).isEqualTo(200);
    AdminServer.Reply refused =
        call("PUT", "/circuits/orders/search").json("{'mode':'open'}").send();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.json().path("outcome").asString()).isEqualTo("not-done");
    failures.away = true;
    assertThat(call("GET", "/failures").send().status()).isEqualTo(503);
  }

  @Test
  void failedRequestsAreListedAndFiltered() {
    failures.append(
        List.of(
            failed("search", 500, "2026-01-01T00:00:00Z"),
            failed(null, 0, "2026-01-02T00:00:00Z")));
    JsonNode all = call("GET", "/failures").send().json();
    assertThat(all.path("matching").intValue()).isEqualTo(2);
    JsonNode newest = all.path("failures").get(0);
    assertThat(newest.has("route")).isFalse();
    assertThat(newest.has("status")).isFalse();
    assertThat(newest.path("durationMs").intValue()).isEqualTo(12);
    JsonNode one = call("GET", "/failures?route=search&upstream=orders").send().json();
    assertThat(one.path("matching").intValue()).isEqualTo(1);
    assertThat(one.path("failures").get(0).path("status").intValue()).isEqualTo(500);
    JsonNode late = call("GET", "/failures?since=2026-01-01T12:00:00Z").send().json();
    assertThat(late.path("matching").intValue()).isEqualTo(1);
    assertThat(call("GET", "/failures?limit=1").send().json().path("failures").size()).isEqualTo(1);
  }

  private static FailureLedger.Entry failed(@Nullable String route, int status, String at) {
    return new FailureLedger.Entry(
        new FailedRequest(
            Instant.parse(at),
            route,
            "orders",
            "GET",
            "/x",
            "status",
            status,
            Duration.ofMillis(12),
            null,
            "me"),
        Duration.ZERO);
  }
}
