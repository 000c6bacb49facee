package dev.ficus.gateway.testing;

import dev.ficus.gateway.redis.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** A gateway as a process of its own, which can be killed, frozen and started again. */
public final class GatewayProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target", "ficus-gateway-exec.jar").toAbsolutePath();

  private final String name;
  private final Path directory;
  private final Map<String, String> environment;
  private final List<String> command = new ArrayList<>();
  private final int port = RedisProcess.freePort();
  private final int managementPort = RedisProcess.freePort();
  private final int internalPort = RedisProcess.freePort();
  private Process process;

  /**
   * Prepares one.
   *
   * @param directory for routes and data; its name is the instance's
   * @param yaml the one route file
   * @param environment what the file's placeholders are filled from, at each start
   * @param properties {@code name=value}; one that begins with a dash is for the JVM
   */
  public GatewayProcess(
      Path directory, String yaml, Map<String, String> environment, String... properties)
      throws IOException {
    if (Files.notExists(JAR)) {
      throw new IllegalStateException(JAR + " is not built (way out: mvn verify)");
    }
    this.name = directory.getFileName().toString();
    this.directory = directory;
    this.environment = environment;
    Path routes = Files.createDirectories(directory.resolve("routes"));
    Files.writeString(routes.resolve("test.yaml"), yaml);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    if (List.of(properties).stream().noneMatch(property -> property.startsWith("-Xmx"))) {
      command.add("-Xmx192m");
    }
    for (String property : properties) {
      if (property.startsWith("-")) {
        command.add(property);
      }
    }
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(
        List.of(
            "--server.port=" + port,
            "--management.server.port=" + managementPort,
            "--ficus.internal-port=" + internalPort,
            "--ficus.instance-name=" + name,
            "--ficus.data-dir=" + directory.resolve("data"),
            "--ficus.routes.dir=" + routes));
    List<String> set = new ArrayList<>(List.of(properties));
    if (set.stream().noneMatch(property -> property.startsWith("ficus.shutdown.delay="))) {
      set.add("ficus.shutdown.delay=0s");
    }
    set.stream().filter(it -> !it.startsWith("-")).forEach(it -> command.add("--" + it));
  }

  /** Starts it, also again after it was killed. */
  public GatewayProcess start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().putAll(environment);
    process = builder.start();
    return this;
  }

  public GatewayProcess awaitReady() {
    Awaitility.await(name)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !process.isAlive() || isReady());
    if (!process.isAlive()) {
      throw new AssertionError(name + " has died: " + said());
    }
    return this;
  }

  public boolean isReady() throws InterruptedException {
    URI uri = URI.create("http://localhost:" + managementPort + "/actuator/health/readiness");
    try {
      return TestGateway.HTTP
              .send(
                  HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  public String name() {
    return name;
  }

  public int port() {
    return port;
  }

  public int internalPort() {
    return internalPort;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public Path log() {
    return directory.resolve("gateway.log");
  }

  /**
   * The value of a metric as Prometheus reads it, such as {@code ficus_connections{end="client"}}.
   */
  public double metric(String series) throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + managementPort + "/actuator/prometheus");
    String body = TestGateway.send(HttpRequest.newBuilder(uri).build()).body();
    return body.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series + " in " + body));
  }

  /** What it says of its health, with the details. */
  public String health() throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + managementPort + "/actuator/health");
    return TestGateway.send(HttpRequest.newBuilder(uri).build()).body();
  }

  /** The memory that the system has given it. */
  public long residentMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    throw new AssertionError("no VmRSS");
  }

  /** How many files, sockets among them, it has open. */
  public int openFiles() throws IOException {
    try (var files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return (int) files.count();
    }
  }

  public Path routeFile() {
    return directory.resolve("routes").resolve("test.yaml");
  }

  public AdminClient admin() throws IOException {
    return new AdminClient(managementPort, directory.resolve("data"));
  }

  /** {@code kill -name}. */
  public void signal(String signal) {
    RedisProcess.signal(signal, process.pid());
  }

  /** Asks it to end. */
  public void terminate() {
    process.destroy();
  }

  public int awaitEnd(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(name + " did not end within " + patience);
    }
    return process.exitValue();
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(10));
  }

  public HttpResponse<String> get(String target, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + target))
            .timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return TestGateway.send(request.build());
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    endItsRedis();
  }

  /** An embedded Redis outlives a gateway that is killed. */
  private void endItsRedis() {
    Path pidFile = directory.resolve("data/redis/redis.pid");
    try {
      if (Files.exists(pidFile)) {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has said. */
  public String said() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
