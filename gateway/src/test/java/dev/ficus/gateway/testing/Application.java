package dev.ficus.gateway.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One of the project's own applications as a process of its own. */
public final class Application implements AutoCloseable {

  private final String name;
  private final Process process;
  private final int port;
  private final Path log;

  private Application(String name, Process process, int port, Path log) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** Starts {@code legacy-app} or {@code new-functions}; both may come up at the same time. */
  public static Application start(String module, Path shopData) throws IOException {
    return start(module, shopData, Map.of());
  }

  /**
   * Starts one.
   *
   * @param environment what else it is to know
   */
  public static Application start(String module, Path shopData, Map<String, String> environment)
      throws IOException {
    Path jar = Path.of("..", module, "target", "ficus-" + module + "-exec.jar").toAbsolutePath();
    if (Files.notExists(jar)) {
      throw new IllegalStateException(
          jar.normalize() + " is not built (way out: mvn verify from the project's root)");
    }
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path log = Files.createDirectories(shopData).resolve(module + ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-jar",
                jar.toString(),
                "--server.port=" + port));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(Map.of("SHOP_DATA", shopData.toString()));
    builder.environment().putAll(environment);
    return new Application(module, builder.start(), port, log);
  }

  public Application awaitReady() {
    Awaitility.await(name)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .failFast(name + " has died, see " + log, () -> !process.isAlive())
        .until(() -> status("/actuator/health/readiness") == 200);
    return this;
  }

  private int status(String path) throws InterruptedException {
    try {
      return TestGateway.HTTP
          .send(
              HttpRequest.newBuilder(URI.create(url() + path)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException notYet) {
      return 0;
    }
  }

  public String url() {
    return "http://localhost:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
