package dev.ficus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who wants no colours gets none; a process of its own, because the environment says so. */
class ColoursIT {

  private static final String GREEN = "\u001b[32mlive";

  private static String routes(Map<String, String> environment) throws Exception {
    try (AdminStub gateway = new AdminStub()) {
      gateway.on("GET /routes", "{\"routes\":[{\"id\":\"search\",\"stage\":\"live\"}]}");
      ProcessBuilder command =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  FicusCli.class.getName(),
                  "routes",
                  "--server",
                  gateway.url(),
                  "--token",
                  "any")
              .redirectErrorStream(true);
      command.environment().keySet().removeIf(name -> name.equals("NO_COLOR"));
      command.environment().putAll(environment);
      Process process = command.start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(out).isZero();
      return out;
    }
  }

  @Test
  void coloursAreLeftOutWhereNobodyWantsThem() throws Exception {
    assertThat(routes(Map.of("CLICOLOR_FORCE", "1"))).contains(GREEN);
    assertThat(routes(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1")))
        .contains("search  live")
        .doesNotContain("\u001b");
    assertThat(routes(Map.of())).as("no terminal").contains("search  live").doesNotContain("\u001b");
  }
}
