package dev.ficus.cli.demo;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts the three processes, shows what to try, and stops them again. */
final class Demo {

  private static final Duration START = Duration.ofMinutes(2);

  /**
   * Three JVMs that start at once and work little: on two cores they are up in a third of the time
   * without the compiler that pays off later.
   */
  private static final List<String> JVM =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC");

  private final Path home;
  private final Path data;
  private final Ports ports;
  private final @Nullable Rate traffic;
  private final Screen screen;
  private final Traces traces;
  private final List<Child> children = new ArrayList<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  Demo(Path home, Path data, Ports ports, @Nullable Rate traffic, PrintStream out) {
    this.home = home;
    this.data = data;
    this.ports = ports;
    this.traffic = traffic;
    screen = new Screen(out, isTerminal());
    traces = new Traces(data);
  }

  @SuppressWarnings("SystemConsoleNull") // without the line editor's module there still may be none
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Runs until it is stopped; the exit code. */
  int run() throws IOException, InterruptedException {
    List<String> taken = ports.taken();
    if (!taken.isEmpty()) {
      taken.forEach(screen::line);
      return 1;
    }
    Files.createDirectories(data.resolve("logs"));
    Runtime.getRuntime().addShutdownHook(new Thread(this::interrupted, "demo-stop"));
    try {
      startAll();
      if (!awaitHealthy()) {
        return 1;
      }
      traces.started(ports);
      screen.line(Welcome.text(home, data, ports));
      return steer();
    } finally {
      traces.ended();
      stopAll();
      stopped.countDown();
    }
  }

  /** On Ctrl-C and SIGTERM: the JVM waits for this hook, and this hook for the children. */
  private void interrupted() {
    stopping.countDown();
    try {
      if (stopped.await(40, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void startAll() throws IOException {
    Map<String, String> shop = Map.of("SHOP_DATA", data.resolve("shop").toString());
    Map<String, String> legacy = new LinkedHashMap<>(shop);
    legacy.put("SHOP_PAYMENT_MAIL", "false");
    start("legacy-app", 192, legacy, List.of("--server.port=" + ports.legacy()));
    Map<String, String> functions = new LinkedHashMap<>(shop);
    functions.put("PAYMENTS_URL", "http://localhost:" + ports.internal());
    functions.put("SHOP_DEFECTS_ROUNDING", "true");
    start("new-functions", 192, functions, List.of("--server.port=" + ports.functions()));
    Map<String, String> urls = new LinkedHashMap<>();
    urls.put("LEGACY_URL", "http://localhost:" + ports.legacy());
    urls.put("FUNCTIONS_URL", "http://localhost:" + ports.functions());
    urls.put("PROVIDER_URL", "http://localhost:" + ports.functions());
    start(
        "gateway",
        384,
        urls,
        List.of(
            "--server.port=" + ports.gateway(),
            "--management.server.port=" + ports.admin(),
            "--ficus.internal-port=" + ports.internal(),
            "--ficus.data-dir=" + data.resolve("gateway"),
            "--ficus.routes.dir=" + home.resolve("routes"),
            "--ficus.routes.on-start=apply",
            "--ficus.debug-headers=true"));
  }

  private void start(
      String module, int heapMegabytes, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(JVM);
    command.add("-Xmx" + heapMegabytes + "m");
    String start = System.getProperty("ficus.start." + module);
    if (start == null) {
      command.add("-jar");
      command.add(home.resolve(module + "/target/ficus-" + module + "-exec.jar").toString());
    } else {
      command.add(start); // the script has prepared a faster start
    }
    command.addAll(arguments);
    Path log = data.resolve("logs/" + module + ".log");
    children.add(Child.start(module, command, environment, home, log));
  }

  private boolean awaitHealthy() throws InterruptedException {
    Map<String, Integer> waiting = new LinkedHashMap<>();
    waiting.put("legacy-app", ports.legacy());
    waiting.put("new-functions", ports.functions());
    waiting.put("gateway", ports.admin());
    long begin = System.nanoTime();
    String before = "";
    while (!waiting.isEmpty()) {
      if (stopping.await(250, TimeUnit.MILLISECONDS)) {
        return false;
      }
      for (Child child : children) {
        if (!child.isAlive()) {
          screen.line(child.epitaph());
          return false;
        }
      }
      waiting.values().removeIf(this::isReady);
      long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
      String names = String.join(", ", waiting.keySet());
      if (!waiting.isEmpty() && (screen.isTerminal() || !names.equals(before))) {
        screen.status("starting " + names + " … " + (screen.isTerminal() ? seconds + " s" : ""));
        before = names;
      }
      if (seconds > START.toSeconds()) {
        screen.line("not healthy within " + START.toSeconds() + " s: " + names);
        screen.line("logs: " + data.resolve("logs"));
        return false;
      }
    }
    return true;
  }

  private boolean isReady(int port) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + port + "/actuator/health/readiness"))
              .timeout(Duration.ofSeconds(2))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Until it is stopped or a child dies. */
  private int steer() throws InterruptedException {
    Traffic client = traffic == null ? null : new Traffic(ports, traffic);
    StatusLine line =
        client == null ? null : new StatusLine(client, ports, Welcome.tokenFile(data));
    if (client != null) {
      client.start();
    }
    try {
      while (!stopping.await(1, TimeUnit.SECONDS)) {
        for (Child child : children) {
          if (!child.isAlive() && stopping.getCount() > 0) {
            screen.line(child.epitaph());
            return 1;
          }
        }
        if (line != null) {
          String text = line.text();
          screen.status(text);
          traces.status(text);
        }
      }
    } finally {
      if (client != null && line != null) {
        client.stop();
        screen.line(line.text());
      }
    }
    return 0;
  }

  /** The gateway first, so that nothing is sent to what is gone. */
  private void stopAll() {
    screen.line("stopping …");
    for (Child child : children.reversed()) {
      child.stop(Duration.ofSeconds(12));
    }
    screen.line("stopped.");
  }
}
