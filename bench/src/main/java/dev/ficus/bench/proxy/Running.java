package dev.ficus.bench.proxy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One started server with all its processes. */
final class Running implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(45);

  private final String name;
  private final Process process;
  private final int port;
  private final URI readiness;
  private final Path directory;
  private final Path output;
  private final Path accessLog;

  private Running(
      String name, Process process, int port, URI readiness, Path directory, String accessLog) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.readiness = readiness;
    this.directory = directory;
    output = output(directory);
    this.accessLog = directory.resolve(accessLog);
  }

  /**
   * @param readiness answers 200 when it can be put under load
   * @param accessLog relative to the directory; the output goes to {@code output.log}
   */
  static Running start(
      String name, List<String> command, Path directory, int port, URI readiness, String accessLog)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            // Appending, so that the log can be cut while it is written.
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output(directory).toFile()))
            .start();
    process.getOutputStream().close();
    return new Running(name, process, port, readiness, directory, accessLog);
  }

  private static Path output(Path directory) {
    return directory.resolve("output.log");
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  URI readiness() {
    return readiness;
  }

  Path directory() {
    return directory;
  }

  void awaitReady(HttpClient http) throws InterruptedException, IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!isReady(http)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(
            "%s %s:%n%s".formatted(name, process.isAlive() ? "is not ready" : "has ended", tail()));
      }
      Thread.sleep(100);
    }
  }

  private boolean isReady(HttpClient http) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(5)).build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(output);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  /** The process that was started and those below it: workers live there. */
  List<Long> pids() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  /** Bytes in the access log since the last cut. */
  long logged() throws IOException {
    return Files.exists(accessLog) ? Files.size(accessLog) : 0;
  }

  /** Empties the access log, which would fill the disk else. */
  void cutLog() throws IOException {
    if (Files.exists(accessLog)) {
      try (FileChannel file = FileChannel.open(accessLog, StandardOpenOption.WRITE)) {
        file.truncate(0);
      }
    }
  }

  /** Asks it to end, so that it may end what it started, and ends it if it does not. */
  @Override
  public void close() {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        all.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      all.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
