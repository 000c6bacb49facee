package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Routes that turn from queued to proxied and back: what was acknowledged is still delivered. */
class TurningRouteIT {

  private static final String UPSTREAM =
      """
      default: none
      upstreams: { u: { url: "%s", circuit: off } }
      routes:
      """;

  private static final String QUEUED =
      UPSTREAM
          + """
            - id: hook
              match: POST /hook
              webhook:
                subscribers: [ { name: s, legacy: none, target: u, rewrite: { path: /deliver }, retry: { attempts: 50, first: 100ms, factor: 1 } } ]
            - id: report
              match: POST /report
              store: { legacy: none, target: u, rewrite: { path: /process }, resultTtl: 1m }
          """;

  private static final String PROXIED =
      UPSTREAM
          + """
            - { id: hook, match: POST /hook, target: u, stage: retired }
            - { id: report, match: POST /report, target: u, stage: retired }
          """;

  @TempDir private Path directory;
  private volatile boolean failing = true;

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
  }

  private RawUpstream upstream() throws Exception {
    return new RawUpstream(
        (request, socket, out) -> {
          boolean refuses = failing && request.target().equals("/deliver");
          RawUpstream.send(out, refuses ? 503 : 200, "", "done by " + request.target());
        });
  }

  private static List<String> delivered(RawUpstream upstream) {
    return upstream.requests().stream()
        .filter(it -> it.target().equals("/deliver"))
        .map(it -> new String(it.body(), java.nio.charset.StandardCharsets.UTF_8))
        .distinct()
        .toList();
  }

  private static JsonNode queue(AdminClient admin, String route) throws Exception {
    for (JsonNode queue : admin.get("/queues").path("queues")) {
      if (queue.path("route").asString().equals(route)) {
        return queue;
      }
    }
    return tools.jackson.databind.node.MissingNode.getInstance();
  }

  @Test
  void aBacklogIsWorkedOffByTheRulesItCameUnder() throws Exception {
    try (RawUpstream upstream = upstream();
        TestGateway gateway = TestGateway.start(directory, QUEUED.formatted(upstream.url()))) {
      AdminClient admin = new AdminClient(gateway.managementPort(), directory.resolve("data"));
      List<String> bodies = new ArrayList<>();
      within().until(() -> gateway.post("/hook", "first").statusCode() == 202);
      bodies.add("first");
      for (int i = 0; i < 4; i++) {
        assertThat(gateway.post("/hook", "body-" + i).statusCode()).isEqualTo(202);
        bodies.add("body-" + i);
      }
      HttpResponse<String> stored =
          within().until(() -> gateway.post("/report", "{}"), it -> it.statusCode() == 202);
      String result = stored.headers().firstValue("Location").orElseThrow() + "/result";
      within().until(() -> gateway.get(result).body().equals("done by /process"));

      Files.writeString(gateway.routeFile(), PROXIED.formatted(upstream.url()));
      within().until(() -> queue(admin, "hook").path("leaving").asBoolean(false));
      assertThat(gateway.post("/hook", "direct").body()).isEqualTo("done by /hook");
      assertThat(queue(admin, "hook").path("messages").asInt()).isEqualTo(5);
      assertThat(gateway.get(result).body()).isEqualTo("done by /process");
      assertThat(gateway.post("/report", "{}").body()).isEqualTo("done by /report");

      failing = false;
      within().until(() -> queue(admin, "hook").isMissingNode());
      assertThat(delivered(upstream)).containsExactlyInAnyOrderElementsOf(bodies);

      // Back again, it is a queue as before.
      Files.writeString(gateway.routeFile(), QUEUED.formatted(upstream.url()));
      within().until(() -> gateway.post("/hook", "again").statusCode() == 202);
      within().until(() -> delivered(upstream).contains("again"));
      assertThat(queue(admin, "hook").path("leaving").asBoolean(true)).isFalse();

      // What nobody wants delivered any more can be let go of.
      failing = true;
      assertThat(gateway.post("/hook", "unwanted").statusCode()).isEqualTo(202);
      String subscriber = "/queues/hook/s";
      assertThat(admin.call("DELETE", subscriber, "").status()).isEqualTo(409);
      Files.writeString(gateway.routeFile(), PROXIED.formatted(upstream.url()));
      within().until(() -> queue(admin, "hook").path("leaving").asBoolean(false));
      AdminClient.Answer would = admin.call("DELETE", subscriber + "?dryRun=true", "");
      assertThat(would.body().path("discarded").asInt()).isEqualTo(1);
      AdminClient.Answer discarded = admin.call("DELETE", subscriber + "?reason=gone", "");
      assertThat(discarded.body().path("discarded").asInt()).isEqualTo(1);
      JsonNode event = admin.get("/audit?subject=hook/s").path("events").get(0);
      assertThat(event.path("what").asString()).isEqualTo("subscriber.forgotten");
      assertThat(event.path("reason").asString()).isEqualTo("gone");
      within().until(() -> queue(admin, "hook").isMissingNode());
    }
  }

  @Test
  void whatIsLeftIsFoundAfterARestart() throws Exception {
    try (RawUpstream upstream = upstream()) {
      String result;
      try (TestGateway gateway = TestGateway.start(directory, QUEUED.formatted(upstream.url()))) {
        within().until(() -> gateway.post("/hook", "left").statusCode() == 202);
        HttpResponse<String> stored =
            within().until(() -> gateway.post("/report", "{}"), it -> it.statusCode() == 202);
        result = stored.headers().firstValue("Location").orElseThrow() + "/result";
        within().until(() -> gateway.get(result).body().equals("done by /process"));
      }
      try (TestGateway gateway = TestGateway.start(directory, PROXIED.formatted(upstream.url()))) {
        AdminClient admin = new AdminClient(gateway.managementPort(), directory.resolve("data"));
        within().until(() -> queue(admin, "hook").path("leaving").asBoolean(false));
        assertThat(queue(admin, "hook").path("messages").asInt()).isEqualTo(1);
        assertThat(gateway.get(result).body()).isEqualTo("done by /process");

        failing = false;
        Files.writeString(gateway.routeFile(), QUEUED.formatted(upstream.url()));
        within().until(() -> delivered(upstream).equals(List.of("left")));
        within().until(() -> queue(admin, "hook").path("messages").asInt(-1) == 0);
      }
    }
  }
}
