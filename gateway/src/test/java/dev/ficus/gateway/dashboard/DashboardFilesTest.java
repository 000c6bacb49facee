package dev.ficus.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardFilesTest {

  private static final Pattern IMPORT = Pattern.compile("(?:from|import\\() ?'(\\.[^']+)'|import '(\\.[^']+)'");

  private final DashboardFiles files = new DashboardFiles();

  @ParameterizedTest
  @CsvSource({
    "/, text/html;charset=utf-8",
    "/index.html, text/html;charset=utf-8",
    "/main.js, text/javascript;charset=utf-8",
    "/screens/route.js, text/javascript;charset=utf-8",
    "/style/base.css, text/css;charset=utf-8",
    "/icons.svg, image/svg+xml",
    "/lib/lit/lit-html.js, text/javascript;charset=utf-8",
    "/lib/lit/directives/repeat.js, text/javascript;charset=utf-8",
    "/lib/uplot/uPlot.esm.js, text/javascript;charset=utf-8",
    "/lib/uplot/uPlot.min.css, text/css;charset=utf-8",
  })
  void findsItsOwnFilesAndItsLibraries(String path, String type) throws Exception {
    DashboardFiles.DashboardFile file = Objects.requireNonNull(files.find(path));
    assertThat(file.contentType()).isEqualTo(type);
    assertThat(file.bytes()).isNotEmpty();
    assertThat(file.etag()).matches("\"[0-9a-f]{24}\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/DashboardFiles.class",
        "/nothing.js",
        "/../admin/openapi.json",
        "/lib/../index.html",
        "/lib/lit/../../main.js",
        "/lib/lit/package.json",
        "//main.js",
        "/.hidden.js",
        "/screens/",
        "/main",
      })
  void findsNothingElse(String path) throws Exception {
    assertThat(files.find(path)).isNull();
  }

  /** A module that is misspelt would show only when somebody opens that screen. */
  @Test
  void everyImportLeadsToAFile() throws Exception {
    Path own = Path.of("src/main/resources/dev/ficus/gateway/dashboard");
    try (Stream<Path> all = Files.walk(own)) {
      List<Path> modules = all.filter(file -> file.toString().endsWith(".js")).toList();
      assertThat(modules).hasSizeGreaterThan(20);
      for (Path module : modules) {
        Matcher imported = IMPORT.matcher(Files.readString(module));
        while (imported.find()) {
          String relative = imported.group(1) == null ? imported.group(2) : imported.group(1);
          Path name = own.relativize(module).resolveSibling(relative).normalize();
          assertThat(files.find("/" + name)).as(module + " imports " + relative).isNotNull();
        }
      }
    }
  }

  /** The policy forbids what stands in a page itself. */
  @Test
  void thePageHoldsNoScriptAndNoStyle() throws Exception {
    String page =
        new String(Objects.requireNonNull(files.find("/")).bytes(), StandardCharsets.UTF_8);
    assertThat(page).doesNotContain("<style").doesNotContain("style=").doesNotContain("onload=");
    assertThat(page).containsPattern("<script type=\"module\" src=\"main.js\"></script>");
  }
}
