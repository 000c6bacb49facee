package dev.ficus.cli.tour;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Runs commands as a visitor's own terminal would. */
@FunctionalInterface
interface Shell {

  /**
   * How a command ended.
   *
   * @param output both streams, as they came
   */
  record Outcome(int exitCode, String output) {}

  Outcome run(String command, Consumer<String> line) throws IOException, InterruptedException;

  /**
   * @param directory where commands run
   * @param environment beside this process' own
   */
  static Shell in(Path directory, Map<String, String> environment) {
    return (command, line) -> {
      ProcessBuilder builder =
          new ProcessBuilder("/bin/sh", "-c", command)
              .directory(directory.toFile())
              .redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      StringBuilder output = new StringBuilder();
      try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
        String next = reader.readLine();
        while (next != null) {
          line.accept(next);
          output.append(next).append('\n');
          next = reader.readLine();
        }
      }
      return new Outcome(process.waitFor(), output.toString());
    };
  }
}
