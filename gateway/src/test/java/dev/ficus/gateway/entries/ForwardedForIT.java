package dev.ficus.gateway.entries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.testing.Entry;
import dev.ficus.gateway.testing.RawClient;
import dev.ficus.gateway.testing.RawUpstream;
import dev.ficus.gateway.testing.TestEntry;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Behind a proxy that adds a line of X-Forwarded-For below the client's own, nobody is another. */
class ForwardedForIT {

  @ParameterizedTest
  @EnumSource(Entry.class)
  void nobodyChoosesItsCohort(Entry kind) throws Exception {
    try (RawUpstream legacy = RawUpstream.answering("legacy");
        RawUpstream target = RawUpstream.answering("target");
        TestEntry entry =
            TestEntry.start(
                kind,
                """
                default: monolith
                upstreams: { monolith: { url: "%s" }, fresh: { url: "%s" } }
                routes:
                  - { id: canary, match: "GET /canary", target: fresh, stage: canary, canary: { weight: "50%%", stickyBy: [ client-ip ] } }
                """
                    .formatted(legacy.url(), target.url()),
                "test.trusted=127.0.0.0/8")) {
      Set<String> sides = new HashSet<>();
      for (int client = 1; client <= 20; client++) {
        String honest = sideOf(entry, "198.51.100." + client);
        for (int forged = 1; forged <= 5; forged++) {
          assertThat(sideOf(entry, "203.0.113." + forged, "198.51.100." + client))
              .isEqualTo(honest);
        }
        sides.add(honest);
      }
      assertThat(sides).containsExactlyInAnyOrder("legacy", "target");
    }
  }

  private static String sideOf(TestEntry entry, String... lines) throws IOException {
    StringBuilder request =
        new StringBuilder("GET /canary HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n");
    for (String line : lines) {
      request.append("X-Forwarded-For: ").append(line).append("\r\n");
    }
    try (RawClient client = entry.connect()) {
      client.write(request + "\r\n");
      String answer = client.rest();
      return answer.substring(answer.length() - 6);
    }
  }
}
