package dev.ficus.gateway.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Looks for accessibility faults with axe-core. */
final class Axe {

  private static final String SCRIPT = script();

  /** What is serious or critical, each with where and why. */
  private static final String RUN =
      """
      async only => (await axe.run(document, { resultTypes: ['violations'], ...only })).violations
        .filter(its => ['serious', 'critical'].includes(its.impact))
        .flatMap(its => its.nodes.map(node => its.id + ': ' + node.target.join(' ') + ': ' + node.failureSummary))
      """;

  private Axe() {}

  /** Colours are all that a dark screen has of its own. */
  static final Map<String, Object> COLOURS = Map.of("runOnly", List.of("color-contrast"));

  static final Map<String, Object> ALL = Map.of();

  static void check(Page page, String url, String what, Map<String, Object> only) {
    page.navigate(url);
    settled(page);
    page.evaluate(SCRIPT + "; true");
    assertThat((Iterable<?>) page.evaluate(RUN, only)).as(what).isEmpty();
  }

  /** Waits until a screen shows what it asked the gateway for. */
  static void settled(Page page) {
    page.locator("h1").first().waitFor();
    assertThat(page.locator(".loading")).hasCount(0);
  }

  private static String script() {
    try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
