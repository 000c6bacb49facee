package dev.ficus.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a gateway does with what it finds when it starts. */
@Execution(ExecutionMode.CONCURRENT)
class StartIT {

  @Test
  void invalidFilesRefuseToStartWithTheWholeList(@TempDir Path directory) {
    Throwable refusal =
        catchThrowable(
            () ->
                TestGateway.start(
                    directory,
                    """
                    default: nowhere
                    routes:
                      - { id: a, match: GET /a, target: missing, stags: live }
                      - { id: a, match: GET /b }
                    """));
    Throwable root = refusal;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    assertThat(root).hasMessageContaining("unknown key 'stags'");
  }

  @Test
  void startsWithoutRedisAndTakesItWhenItComes(@TempDir Path directory) throws Exception {
    int port = dev.ficus.gateway.redis.RedisProcess.freePort();
    try (RawUpstream legacy = RawUpstream.answering("legacy");
        TestGateway gateway =
            TestGateway.start(
                directory,
                "default: m\nupstreams: { m: { url: \"" + legacy.url() + "\" } }\nroutes: []\n",
                "spring.data.redis.url=redis://127.0.0.1:" + port)) {
      assertThat(gateway.get("/x").body()).isEqualTo("legacy");
      AdminClient admin = new AdminClient(gateway.managementPort(), directory.resolve("data"));
      assertThat(admin.get("/status").path("degraded").asBoolean(false)).isTrue();
    }
  }

  @Test
  void stateOutlivesARestart(@TempDir Path directory) throws Exception {
    try (RawUpstream legacy = RawUpstream.answering("legacy");
        RawUpstream target = RawUpstream.answering("target")) {
      String yaml =
          """
          default: m
          upstreams: { m: { url: "%s" }, t: { url: "%s" } }
          routes: [ { id: r, match: GET /r, target: t } ]
          """
              .formatted(legacy.url(), target.url());
      try (TestGateway first = TestGateway.start(directory, yaml)) {
        first.set("r", "live");
        assertThat(first.get("/r").body()).isEqualTo("target");
      }
      try (TestGateway again = TestGateway.start(directory, yaml)) {
        assertThat(again.get("/r").body()).isEqualTo("target");
      }
      Throwable refusal =
          catchThrowable(
              () -> TestGateway.start(directory, yaml.replaceAll("routes:.*", "routes: []")));
      Throwable root = refusal;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      assertThat(root).hasMessageContaining("'r' is live").hasMessageContaining("removed:");
    }
  }

  @Test
  void linesOfALiveRouteThatAreDeletedChangeNothing(@TempDir Path directory) throws Exception {
    try (RawUpstream legacy = RawUpstream.answering("legacy");
        RawUpstream target = RawUpstream.answering("target")) {
      String head =
          "default: m\nupstreams: { m: { url: \""
              + legacy.url()
              + "\" }, t: { url: \""
              + target.url()
              + "\" } }\n";
      String route = "routes: [ { id: r, match: GET /r, target: t } ]\n";
      try (TestGateway gateway = TestGateway.start(directory, head + route)) {
        AdminClient admin = new AdminClient(gateway.managementPort(), directory.resolve("data"));
        gateway.set("r", "live");
        Files.writeString(gateway.routeFile(), head + "routes: []\n");
        Awaitility.await()
            .atMost(Duration.ofSeconds(15))
            .until(() -> admin.get("/config").toString().contains("list it under removed:"));
        assertThat(gateway.get("/r").body()).isEqualTo("target");
        Files.writeString(gateway.routeFile(), head + "routes: []\nremoved: [ r ]\n");
        Awaitility.await()
            .atMost(Duration.ofSeconds(15))
            .until(() -> gateway.get("/r").body().equals("legacy"));
      }
    }
  }

  @Test
  void tenThousandRoutesLoadAndSwapInUnderTwoSeconds(@TempDir Path directory) throws Exception {
    try (RawUpstream legacy = RawUpstream.answering("legacy");
        RawUpstream target = RawUpstream.answering("target")) {
      String head =
          "default: m\nupstreams: { m: { url: \""
              + legacy.url()
              + "\" }, t: { url: \""
              + target.url()
              + "\" } }\n";
      try (TestGateway gateway = TestGateway.start(directory, head + "routes: []\n")) {
        StringBuilder routes = new StringBuilder(head).append("routes:\n");
        for (int i = 0; i < 10_000; i++) {
          routes
              .append("  - id: route-")
              .append(i)
              .append("\n    match: GET /api/resource-")
              .append(i)
              .append("/{id}\n    target: t\n    rewrite: { path: \"/resource-")
              .append(i)
              .append("/{id}\" }\n");
        }
        Files.writeString(gateway.routeFile(), routes);
        long begin = System.nanoTime();
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> gateway.routing().snapshot().table().routes().size() == 10_000);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        System.out.println(
            "10,000 routes in force " + took.toMillis() + " ms after the file was written");
        assertThat(gateway.set("route-9999", "live")).isNotNull();
        assertThat(gateway.get("/api/resource-9999/1").body()).isEqualTo("target");
        // The files settle for 100 ms here, and are looked at 200 ms apart at most.
        assertThat(took).isLessThan(Duration.ofMillis(2_300));
      }
    }
  }
}
