package dev.ficus.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard and the alert rules ask for what there is, and every alert has its page. */
class MonitoringFilesTest {

  private static final Path DASHBOARD = Path.of("../deploy/grafana/ficus.json");
  private static final Path ALERTS = Path.of("../deploy/prometheus/alerts.yaml");
  private static final Path OPERATIONS = Path.of("../docs/operations.md");

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher name = Pattern.compile("\\bficus_\\w+").matcher(text);
    while (name.find()) {
      names.add(name.group());
    }
    return names;
  }

  @Test
  void theyAskForNamesOfThePageOnly() throws IOException {
    Set<String> series = MetricsPage.series();
    assertThat(names(Files.readString(ALERTS))).hasSizeGreaterThan(10).isSubsetOf(series);
    assertThat(names(Files.readString(DASHBOARD))).hasSizeGreaterThan(10).isSubsetOf(series);
  }

  @Test
  void thePanelsOfTheDashboardAskSomething() throws IOException {
    JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).isTrue();
      if (!panel.path("type").asString().equals("row")) {
        assertThat(panel.path("targets").path(0).path("expr").asString()).isNotEmpty();
      }
    }
    assertThat(ids).hasSizeGreaterThan(20);
  }

  @Test
  void everyAlertHasItsPartOfTheOperationsPage() throws IOException {
    Set<String> anchors = new TreeSet<>();
    for (String line : Files.readAllLines(OPERATIONS)) {
      if (line.startsWith("#")) {
        anchors.add(line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'));
      }
    }
    List<String> alerts = new ArrayList<>();
    JsonNode rules =
        JsonMapper.shared()
            .valueToTree(
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(ALERTS)));
    for (JsonNode rule : rules.path("groups").path(0).path("rules")) {
      String name = rule.path("alert").asString();
      alerts.add(name);
      String anchor = name.toLowerCase(Locale.ROOT);
      assertThat(rule.at("/annotations/runbook_url").asString())
          .isEqualTo("docs/operations.md#" + anchor);
      assertThat(anchors).contains(anchor);
      assertThat(rule.at("/labels/severity").asString()).isIn("page", "warning", "info");
    }
    assertThat(alerts).doesNotHaveDuplicates().hasSizeGreaterThan(10);
  }
}
