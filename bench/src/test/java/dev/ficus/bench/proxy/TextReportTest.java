package dev.ficus.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextReportTest {

  private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

  @Test
  void ratiosAreShownToThePeersThatAreThere() {
    rounds.put("ficus-relay", List.of(round(15, 0), round(17, 0)));
    rounds.put("nginx", List.of(round(10, 0), round(10, 0)));

    String text = report();

    assertThat(text).contains("ratio to nginx").doesNotContain("ratio to stock");
    assertThat(text).containsPattern("ficus-relay +1\\.60 \\(1\\.50–1\\.70\\)");
    assertThat(text).doesNotContain("FAILED");
  }

  @Test
  void failedRequestsCannotBeOverlooked() {
    rounds.put("nginx", List.of(round(10, 2), round(10, 5)));

    assertThat(report()).contains("7 requests have FAILED");
  }

  @Test
  void comparedScenariosAreSetAgainstTheFirst() {
    rounds.put("plain", List.of(round(10, 0), round(10, 0)));
    rounds.put("10/last/live/0/16", List.of(round(11, 0), round(12, 0)));

    assertThat(report(true))
        .contains("ratio to plain")
        .containsPattern("10/last/live/0/16 +1\\.15 \\(1\\.10–1\\.20\\)");
  }

  private String report() {
    return report(false);
  }

  private String report(boolean compared) {
    Map<String, Long> peaks = new LinkedHashMap<>();
    rounds.keySet().forEach(peer -> peaks.put(peer, 2048L));
    return TextReport.of(new Outcome(Scenario.PLAIN, compared, 5_000, rounds, peaks));
  }

  private static Round round(double processorMicros, long failed) {
    return new Round(processorMicros, 20, 30_000, 0.2, 1.5, 120, failed);
  }
}
