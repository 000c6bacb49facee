package dev.ficus.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RequestsTest {

  @Test
  void everyRunDrawsTheSame() {
    Scenario scenario = Scenario.parse("1000/uniform/canary/1k/64");

    assertThat(Requests.of(scenario)).isEqualTo(Requests.of(scenario));
  }

  @Test
  void uniformReachesAllOfAThousandRoutesAndFirstOnlyOne() {
    assertThat(paths("1000/uniform/legacy/1k/64")).hasSize(1000);
    assertThat(paths("1000/first/legacy/1k/64")).containsExactly("/api/v1/resource-0/4711/items");
    assertThat(paths("1000/last/legacy/1k/64")).containsExactly("/api/v1/resource-999/4711/items");
  }

  @Test
  void bodyHasTheLengthThatTheHeadSays() {
    byte[] request = Requests.of(Scenario.parse("10/first/live/post1k/16")).encoded(80).getFirst();
    String[] parts = new String(request, StandardCharsets.US_ASCII).split("\r\n\r\n", -1);

    assertThat(parts[0]).startsWith("POST /api/v1/resource-0/4711/items HTTP/1.1\r\nHost: ");
    assertThat(parts[0]).contains("Content-Length: 1024");
    assertThat(parts[1]).hasSize(1024);
  }

  private static Set<String> paths(String scenario) {
    return Requests.of(Scenario.parse(scenario)).list().stream()
        .map(Requests.Request::path)
        .collect(Collectors.toSet());
  }
}
