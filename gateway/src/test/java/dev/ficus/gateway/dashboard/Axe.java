package dev.ficus.gateway.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Looks for accessibility faults with axe-core. */
final class Axe {

  private static final String SCRIPT = script();

  /** What is serious or critical, each with where and why. */
  private static final String RUN =
      """
      async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
        .filter(its => ['serious', 'critical'].includes(its.impact))
        .flatMap(its => its.nodes.map(node => its.id + ': ' + node.target.join(' ') + ': ' + node.failureSummary))
      """;

  private Axe() {}

  static void check(Page page, String url, String what) {
    page.navigate(url);
    settled(page);
    page.evaluate(SCRIPT + "; true");
    assertThat((Iterable<?>) page.evaluate(RUN)).as(what).isEmpty();
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
