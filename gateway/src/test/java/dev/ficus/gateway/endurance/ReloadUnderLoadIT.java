package dev.ficus.gateway.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.AdminClient;
import dev.ficus.gateway.testing.GatewayProcess;
import dev.ficus.gateway.testing.RawUpstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand routes are read and swapped again and again while requests flow. */
class ReloadUnderLoadIT {

  private static final int ROUTES = 10_000;
  private static final int RELOADS = Integer.getInteger("ficus.reloads", 3);

  private static String yaml(int more) {
    StringBuilder yaml =
        new StringBuilder(
            "default: m\n"
                + "upstreams: { m: { url: \"${UPSTREAM}\" }, t: { url: \"${UPSTREAM}\" } }\n"
                + "routes:\n");
    for (int i = 0; i < ROUTES + more; i++) {
      yaml.append(
          "  - { id: r%1$d, match: \"GET /api/thing-%1$d/{id}\", target: t }\n".formatted(i));
    }
    return yaml.toString();
  }

  @Test
  void noRequestFails(@TempDir Path directory) throws Exception {
    try (RawUpstream upstream = RawUpstream.answering("well");
        GatewayProcess gateway =
            new GatewayProcess(
                directory.resolve("gateway"),
                yaml(0),
                Map.of("UPSTREAM", upstream.url()),
                "-Xmx512m")) {
      gateway.start().awaitReady();
      AdminClient admin = gateway.admin();
      SteadyLoad load =
          new SteadyLoad(gateway::port, "/api/thing-9999/7", "well", Duration.ofMillis(10));
      for (int i = 1; i <= RELOADS; i++) {
        int expected = ROUTES + i;
        Files.writeString(gateway.routeFile(), yaml(i));
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> admin.get("/status").path("routes").asInt() == expected);
      }
      SteadyLoad.Outcome outcome = load.end();
      System.out.println(RELOADS + " reloads of 10,000 routes: " + outcome);
      assertThat(outcome.failures()).isEmpty();
      gateway.terminate();
      gateway.awaitEnd(Duration.ofSeconds(30));
    }
  }
}
