package dev.ficus.bench.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** As many requests as a peer takes: wrk, which sends the next when it has the answer. */
final class FullLoad {

  private final Scenario scenario;
  private final Path script;
  private final Path requests;

  private FullLoad(Scenario scenario, Path script, Path requests) {
    this.scenario = scenario;
    this.script = script;
    this.requests = requests;
  }

  static FullLoad of(Scenario scenario, Requests requests, Path directory) throws IOException {
    Path file = directory.resolve("requests.txt");
    requests.write(file);
    Path script = directory.resolve("requests.lua");
    try (InputStream lua = FullLoad.class.getResourceAsStream("requests.lua")) {
      if (lua == null) {
        throw new IOException("requests.lua is not on the class path");
      }
      Files.write(script, lua.readAllBytes());
    }
    return new FullLoad(scenario, script, file);
  }

  WrkResult run(int port, int seconds) throws IOException, InterruptedException {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    Process wrk =
        new ProcessBuilder(
                List.of(
                    Programs.path("wrk"),
                    "--threads=" + Math.min(threads, scenario.connections()),
                    "--connections=" + scenario.connections(),
                    "--duration=" + seconds + "s",
                    "--timeout=10s",
                    "--script=" + script,
                    "http://127.0.0.1:" + port + "/",
                    "--",
                    requests.toString(),
                    scenario.body().method(),
                    Integer.toString(scenario.body().sent)))
            .redirectErrorStream(true)
            .start();
    String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    wrk.waitFor();
    return WrkResult.parse(output);
  }
}
