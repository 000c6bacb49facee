package dev.ficus.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.metrics.MetricsPage.Family;
import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a scrape says after something of everything has happened, and that the page lists it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIT {

  private static final Pattern TYPE = Pattern.compile("^# TYPE (ficus_\\w+) (\\w+)$");
  private static final Pattern SERIES = Pattern.compile("^(ficus_\\w+?)(\\{[^}]*})? (\\S+)$");

  @TempDir private static Path directory;
  private RawUpstream legacy;
  private RawUpstream target;
  private TestGateway gateway;
  private String scrape;

  @BeforeAll
  void doSomethingOfEverything() throws Exception {
    legacy = RawUpstream.answering("alike");
    target =
        new RawUpstream(
            (request, socket, out) -> {
              int status = request.target().startsWith("/fails") ? 503 : 200;
              String body = request.target().startsWith("/differs") ? "different" : "alike";
              RawUpstream.send(out, status, "", body);
            });
    gateway =
        TestGateway.start(
            directory,
            """
            default: monolith
            upstreams:
              monolith: { url: "%s" }
              functions: { url: "%s" }
            routes:
              - { id: same, match: "/same", target: functions, stage: shadow }
              - { id: differs, match: "/differs", target: functions, stage: shadow }
              - { id: dropped, match: "/dropped", target: functions, stage: shadow }
              - { id: fails, match: "/fails", target: functions, stage: live }
              - { id: keyless, match: "/keyless", target: functions, stage: canary, canary: { weight: 50%%, stickyBy: [ "header:X-User-Id" ] } }
              - { id: free, match: "/free", target: functions }
              - id: hook
                match: POST /hook
                webhook: { subscribers: [ { name: sink, legacy: none, target: functions, stage: live } ] }
            """
                .formatted(legacy.url(), target.url()),
            "ficus.access-log.file=" + directory.resolve("access.log"));
    AdminClient admin = new AdminClient(gateway.managementPort(), directory.resolve("data"));
    admin.call("PUT", "/circuits/functions/dropped", "{\"mode\":\"open\"}");
    admin.call("PUT", "/routes/free/stage", "{\"stage\":\"live\"}");
    for (String path : Set.of("/page", "/same", "/differs", "/fails", "/keyless", "/free")) {
      gateway.get(path);
    }
    gateway.post("/hook", "{}");
    gateway.raw("GET /page HTTP/1.1\r\n\r\n");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              gateway.get("/dropped");
              scrape = scrape();
              return value("ficus_shadow_dropped_total", "dropped", "circuit-open") > 0
                  && value("ficus_deliveries_total", "hook", "done") > 0
                  && value("ficus_parity_compared_total", "differs", "different") > 0
                  && value("ficus_parity_compared_total", "same", "equal") > 0
                  && value("ficus_queue_bytes", "hook") >= 0
                  && value("ficus_instances") > 0;
            });
  }

  @AfterAll
  void stop() throws Exception {
    gateway.close();
    legacy.close();
    target.close();
  }

  private String scrape() throws Exception {
    URI uri = URI.create("http://localhost:" + gateway.managementPort() + "/actuator/prometheus");
    return TestGateway.send(HttpRequest.newBuilder(uri).build()).body();
  }

  /** Of the first series of that name all these labels stand with; -1 if there is none. */
  private double value(String name, String... labels) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Set.of(labels).stream().allMatch(its -> line.contains("\"" + its + "\"")))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(-1);
  }

  @Test
  void thePageListsEveryNameWithItsTypeAndLabels() throws Exception {
    Map<String, String> types = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();
    scrape
        .lines()
        .map(TYPE::matcher)
        .filter(Matcher::matches)
        .forEach(type -> types.put(type.group(1), type.group(2)));
    for (Matcher series : scrape.lines().map(SERIES::matcher).filter(Matcher::matches).toList()) {
      String family = series.group(1);
      if (!types.containsKey(family)) {
        family = family.replaceFirst("_(bucket|sum|count)$", "");
      }
      Set<String> its = labels.computeIfAbsent(family, _ -> new TreeSet<>());
      Matcher label =
          Pattern.compile("(\\w+)=\"").matcher(series.group(2) == null ? "" : series.group(2));
      while (label.find()) {
        its.add(label.group(1));
      }
      its.remove("le");
    }
    Map<String, Family> found = new TreeMap<>();
    types.forEach((name, type) -> found.put(name, new Family(type, labels.get(name))));
    assertThat(MetricsPage.read()).isEqualTo(found);
  }

  @Test
  void answersAreCountedAndTimedByRouteAndSide() {
    assertThat(value("ficus_requests_seconds_count", "", "legacy", "2xx", "ok")).isEqualTo(1);
    assertThat(value("ficus_requests_seconds_count", "free", "target", "2xx", "ok")).isEqualTo(1);
    assertThat(value("ficus_latency_seconds_count", "", "legacy")).isEqualTo(1);
    assertThat(value("ficus_latency_seconds_count", "free", "target")).isEqualTo(1);
    assertThat(value("ficus_latency_seconds_bucket", "free", "target", "+Inf")).isEqualTo(1);
    assertThat(value("ficus_latency_seconds_sum", "free", "target")).isBetween(1e-6, 10.0);
  }

  @Test
  void whatIsOutOfTheOrdinaryIsCounted() {
    assertThat(value("ficus_fallbacks_total", "fails")).isEqualTo(1);
    assertThat(value("ficus_no_key_total", "keyless")).isEqualTo(1);
    assertThat(value("ficus_refused_total", "no-host")).isEqualTo(1);
    assertThat(value("ficus_circuits_open", "functions")).isEqualTo(1);
    assertThat(value("ficus_circuit_state", "functions", "dropped", "open")).isEqualTo(1);
    assertThat(value("ficus_parity_compared_total", "same", "different")).isZero();
  }

  @Test
  void theMigrationsProgressCanBeSeen() {
    assertThat(value("ficus_routes", "shadow")).isEqualTo(3);
    assertThat(value("ficus_routes", "live")).as("one of them a subscriber").isEqualTo(3);
    assertThat(value("ficus_routes", "legacy")).isZero();
    assertThat(value("ficus_route_target_ratio", "keyless")).isEqualTo(0.5);
    assertThat(value("ficus_cutovers_total", "cutover", "operator")).isEqualTo(1);
    assertThat(value("ficus_revision")).isPositive();
  }
}
