package dev.ficus.gateway.admin;

import static dev.ficus.gateway.admin.AdminServer.call;
import static dev.ficus.gateway.admin.AdminServer.store;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.migration.LegacyUse;
import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.migration.RouteCounts;
import dev.ficus.gateway.route.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The fleet, its audit, its files and its documents. */
class AdminFleetIT {

  @BeforeEach
  void reset() {
    AdminServer.reset();
  }

  @Test
  void instancesSayHowFarTheyAre() {
    call("PUT", "/routes/search/stage").json("{'stage':'live'}").send();
    store.report(AdminServer.instance("b", "b:8080", Revision.NONE, "others"));

    JsonNode fleet = call("GET", "/instances").send().json();

    assertThat(fleet.path("revision").longValue()).isEqualTo(1);
    JsonNode other = fleet.path("instances").get(0);
    assertThat(other.path("name").asString()).isEqualTo("b:8080");
    assertThat(other.path("behind").booleanValue()).isTrue();
    assertThat(other.path("sameFiles").booleanValue()).isFalse();
    assertThat(other.path("self").booleanValue()).isFalse();
    JsonNode self = fleet.path("instances").get(1);
    assertThat(self.path("revision").longValue()).isEqualTo(1);
    assertThat(self.path("behind").booleanValue()).isFalse();
    assertThat(self.path("sameFiles").booleanValue()).isTrue();
    assertThat(self.path("self").booleanValue()).isTrue();
  }

  @Test
  void theAuditIsReadBySubject() {
    call("PUT", "/routes/search/stage").json("{'stage':'live','reason':'why not'}").send();
    call("POST", "/routes/declared/rollback").send();

    JsonNode all = call("GET", "/audit").send().json().path("events");
    assertThat(all.size()).isEqualTo(2);
    assertThat(all.get(0).path("subject").asString()).isEqualTo("declared");
    assertThat(call("GET", "/audit?limit=1").send().json().path("events").size()).isEqualTo(1);
    JsonNode one = call("GET", "/audit?subject=search").send().json().path("events");
    assertThat(one.size()).isEqualTo(1);
    assertThat(one.get(0).path("reason").asString()).isEqualTo("why not");
    assertThat(one.get(0).path("at").asString()).startsWith("2026-01-01T");
    assertThat(one.get(0).path("details").path("search").asString()).isEqualTo("legacy → live");
  }

  @Test
  void theAuditIsReadPageByPage() {
    for (String stage : List.of("live", "legacy", "live")) {
      call("PUT", "/routes/search/stage").json("{'stage':'" + stage + "'}").send();
    }
    JsonNode newest = call("GET", "/audit?limit=2").send().json();
    assertThat(newest.path("events").findValuesAsString("revision")).containsExactly("3", "2");
    String older = "/audit?limit=2&before=" + newest.path("next").asString();
    JsonNode oldest = call("GET", older).send().json();
    assertThat(oldest.path("events").findValuesAsString("revision")).containsExactly("1");
    assertThat(oldest.has("next")).isFalse();
    assertThat(call("GET", "/audit?before=yesterday").send().status()).isEqualTo(400);
  }

  @Test
  void whatIsLeftIsNamedWithARouteForIt() {
    call("PUT", "/routes/search/stage").json("{'stage':'live'}").send();

    JsonNode all = call("GET", "/remaining").send().json();

    JsonNode unclaimed = all.path("unclaimed");
    assertThat(unclaimed.get(0).path("yaml").asString())
        .isEqualTo("{ id: get-shops-id, match: \"GET /shops/{id}\" }");
    assertThat(all.path("routes").findValuesAsString("route"))
        .contains("get-order")
        .doesNotContain("search");
    assertThat(all.path("progress").path("endpoints").path("live").longValue()).isEqualTo(2);
    assertThat(all.path("progress").path("unclaimedRequests").longValue()).isEqualTo(27);
    JsonNode lately = call("GET", "/remaining?since=2023-01-01T00:00:00Z").send().json();
    assertThat(lately.path("unclaimed").findValuesAsString("path"))
        .containsExactly("/shops/{id}");
    assertThat(call("GET", "/remaining?since=yesterday").send().status()).isEqualTo(400);
  }

  @Test
  void aLiveRouteThatFellBackLatelyStillNeedsLegacy() {
    Instant now = AdminServer.clock.instant();
    RouteCounts counts = AdminServer.active("declared").counts();

    counts.fellBack(now.minus(Duration.ofDays(31)).toEpochMilli());
    assertThat(needing("/remaining")).doesNotContain("declared");
    String longAgo = "/remaining?since=" + now.minus(Duration.ofDays(40));
    assertThat(needing(longAgo)).contains("declared");

    // Through another instance.
    long lately = now.minus(Duration.ofDays(29)).toEpochMilli();
    counts.learn(new LegacyUse(0, lately));
    assertThat(needing("/remaining")).contains("declared");
    assertThat(needing("/remaining?since=" + now.minus(Duration.ofDays(1))))
        .doesNotContain("declared");
  }

  private static List<String> needing(String path) {
    return call("GET", path).send().json().path("routes").findValuesAsString("route");
  }

  @Test
  void allThatTheDefaultUpstreamAnswersCountsAsTrafficNotYetMoved() {
    long before = byDefault();

    for (int i = 0; i < 10_000; i++) {
      // Unknown paths are no endpoints, and of the others there are too many to be remembered.
      AdminServer.routing.unrouted().answered(Side.LEGACY, i % 2 == 0 ? 404 : 200, 1, 1);
    }

    assertThat(byDefault() - before).isEqualTo(10_000);
  }

  private static long byDefault() {
    return call("GET", "/remaining").send().json().path("progress").path("byDefault").longValue();
  }

  @Test
  void routesForWhatIsLeftCanStandInOneFile() {
    JsonNode unclaimed = call("GET", "/remaining").send().json().path("unclaimed");
    assertThat(unclaimed.findValuesAsString("path"))
        .as("what a route claims by now, or no request could tell apart, is not said twice")
        .doesNotContain("/catalog/{id2}", "/shops/*");
    assertThat(unclaimed.get(0).path("requests").longValue()).isEqualTo(19);
    assertThat(unclaimed.get(0).path("lastSeen").asString()).isEqualTo("2023-11-14T22:13:20.001Z");
    List<String> routes = unclaimed.findValuesAsString("yaml");
    assertThat(routes).hasSize(unclaimed.size() - 1);
    List<String> ids =
        routes.stream().map(its -> its.substring("{ id: ".length(), its.indexOf(','))).toList();
    assertThat(ids)
        .contains("get-shops-id", "get-shops-id-2", "post-login", "get-order-2")
        .doesNotHaveDuplicates()
        .allMatch(id -> id.length() < 128);
  }

  @Test
  void theStatusIsAnsweredWithoutTheStoreToo() {
    JsonNode well = call("GET", "/status").send().json();
    assertThat(well.path("version").asString()).isEqualTo("1.2.3");
    assertThat(well.path("caller").path("name").asString()).isEqualTo("operator");
    assertThat(well.path("caller").path("role").asString()).isEqualTo("admin");
    assertThat(well.path("degraded").booleanValue()).isFalse();
    assertThat(well.has("why")).isFalse();
    assertThat(well.path("converged").path("of").intValue()).isEqualTo(1);

    store.away = true;
    AdminServer.sync();

    AdminServer.Reply ill = call("GET", "/status").send();
    assertThat(ill.status()).isEqualTo(200);
    assertThat(ill.json().path("degraded").booleanValue()).isTrue();
    assertThat(ill.json().path("why").asString()).isEqualTo("the store is away");
    assertThat(ill.json().path("since").asString()).startsWith("2026-");
    assertThat(ill.json().has("converged")).isFalse();
    for (String path : new String[] {"/instances", "/audit"}) {
      AdminServer.Reply away = call("GET", path).send();
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.problem()).isEqualTo("unavailable");
      assertThat(away.header("Retry-After")).isEqualTo("1");
    }
  }

  @Test
  void theConfigurationShowsErrorsAndDrift() {
    AdminServer.files.broken = true;
    call("POST", "/routes/declared/rollback").send();

    JsonNode config = call("GET", "/config").send().json();

    assertThat(config.path("fingerprint").asString()).isEqualTo("files");
    assertThat(config.path("files").get(0).path("state").asString()).isEqualTo("broken");
    assertThat(config.path("errors").get(0).path("line").intValue()).isEqualTo(14);
    assertThat(config.path("text").asString()).contains("routes/orders.yaml:14:5: unknown key");
    assertThat(config.path("warnings").get(0).path("message").asString())
        .isEqualTo("will surprise");
    JsonNode drift = config.path("drift").get(0);
    assertThat(drift.path("route").asString()).isEqualTo("declared");
    assertThat(drift.path("declared").path("stage").asString()).isEqualTo("live");
    assertThat(drift.path("inForce").path("stage").asString()).isEqualTo("legacy");
  }

  @Test
  void aTextIsCheckedAndNeverApplied() {
    AdminServer.Reply bad =
        call("POST", "/config/validate").raw("application/yaml", "stags: shadow").send();
    assertThat(bad.status()).isEqualTo(200);
    assertThat(bad.json().path("valid").booleanValue()).isFalse();
    assertThat(bad.json().path("violations").get(0).path("column").intValue()).isEqualTo(5);
    assertThat(bad.json().path("violations").get(0).path("length").intValue()).isEqualTo(5);
    assertThat(bad.json().path("text").asString()).contains("14 | stags");
    AdminServer.Reply good =
        call("POST", "/config/validate").raw("text/yaml;charset=utf-8", "routes: []").send();
    assertThat(good.json().path("valid").booleanValue()).isTrue();
    assertThat(AdminServer.routing.snapshot().table().route("search")).isNotNull();
  }

  @Test
  void patchAndSchemaComeAsTheyAre() {
    AdminServer.Reply patch = call("GET", "/config/patch").send();
    assertThat(patch.header("Content-Type")).isEqualTo("text/x-diff;charset=utf-8");
    assertThat(patch.text()).startsWith("--- routes/orders.yaml\n");
    AdminServer.Reply schema = call("GET", "/schema.json").send();
    assertThat(schema.header("Content-Type")).isEqualTo("application/schema+json");
    assertThat(schema.text()).contains("draft-07");
  }
}
