package dev.ficus.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process of the demo, with its output in a file. */
final class Child {

  private static final int TAIL = 12;

  private final String name;
  private final Path log;
  private final Process process;

  private Child(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  static Child start(
      String name, List<String> command, Map<String, String> environment, Path directory, Path log)
      throws IOException {
    // Ctrl-C reaches the whole terminal; the children are to outlive it until they are told.
    List<String> deaf = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", name));
    deaf.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(deaf)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new Child(name, log, process);
  }

  String name() {
    return name;
  }

  Path log() {
    return log;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Why it ended, with the last lines that it wrote. */
  String epitaph() {
    StringBuilder text = new StringBuilder();
    text.append(name).append(" ended with exit code ").append(process.exitValue());
    text.append("; the end of ").append(log).append(":\n");
    try {
      List<String> lines = Files.readAllLines(log);
      lines
          .subList(Math.max(0, lines.size() - TAIL), lines.size())
          .forEach(line -> text.append("  ").append(line).append('\n'));
    } catch (IOException e) {
      text.append("  (cannot be read: ").append(e.getMessage()).append(")\n");
    }
    return text.toString();
  }

  /** Asks it to end, and ends it if it does not. */
  void stop(Duration patience) {
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
