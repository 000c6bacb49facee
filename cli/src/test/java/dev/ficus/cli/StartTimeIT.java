package dev.ficus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Commands are called one after the other, by people and by scripts. How long one takes depends on
 * what else the machine does, how much work it is hardly does: so the processor's time is measured.
 */
class StartTimeIT {

  private static final Path CLI = Path.of("target/ficus-cli-exec.jar");

  @Test
  void aCommandIsLittleWork() throws Exception {
    assertThat(CLI).as("the command line is packaged before this runs").exists();
    Process shell =
        new ProcessBuilder(
                "bash",
                "-c",
                "TIMEFORMAT='%U %S'; time \"$0\" -jar \"$1\" --version >/dev/null",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                CLI.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(shell.exitValue()).as(said).isZero();

    long millis = 0;
    for (String seconds : List.of(said.strip().split(" "))) {
      millis += Math.round(Double.parseDouble(seconds.replace(',', '.')) * 1_000);
    }
    System.out.println("a command was " + millis + " ms of work, without the launcher's cache");
    assertThat(Duration.ofMillis(millis)).isPositive().isLessThan(Duration.ofSeconds(6));
  }
}
