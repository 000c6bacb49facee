package dev.ficus.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes the routes of a scenario. */
final class RouteFile {

  private RouteFile() {}

  static void write(Path directory, Scenario scenario, FixedUpstream upstream) throws IOException {
    StringBuilder yaml = new StringBuilder();
    // As many connections as the load opens; the other peers have no bound either.
    yaml.append(
        """
        default: monolith
        upstreams:
          monolith: { url: "http://127.0.0.1:%d", pool: { maxConnections: 1024 } }
          functions: { url: "http://127.0.0.1:%d", pool: { maxConnections: 1024 } }
        routes:
        """
            .formatted(upstream.legacyPort(), upstream.targetPort()));
    String stage = scenario.stage().name().toLowerCase(Locale.ROOT);
    String canary =
        scenario.stage() == Stage.CANARY
            ? "    canary: { weight: 50%, stickyBy: [ \"header:X-User-Id\" ] }\n"
            : "";
    for (int i = 0; i < scenario.routes(); i++) {
      yaml.append("  - id: route-").append(i).append('\n');
      yaml.append("    match: { path: \"/api/v1/resource-").append(i).append("/{id}/items\", ");
      yaml.append("methods: [ ").append(scenario.body().method()).append(" ] }\n");
      yaml.append("    target: functions\n    stage: ").append(stage).append('\n').append(canary);
    }
    Files.writeString(Files.createDirectories(directory).resolve("bench.yaml"), yaml);
  }
}
