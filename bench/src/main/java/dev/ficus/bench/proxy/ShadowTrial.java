package dev.ficus.bench.proxy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What clients notice of a target that does the worst while it is in shadow. One Ficus has two routes
 * without copies, one with a well-behaved target, and one for each way to be bad; in each round all
 * get the same load, in turns.
 */
final class ShadowTrial implements AutoCloseable {

  private static final String OFF = "off";

  /** The same once more: what lies between the two is what this machine does by itself. */
  private static final String OFF_AGAIN = "off-again";

  private static final String WELL = "well";
  private static final Scenario SCENARIO = Scenario.PLAIN;

  private final Options options;
  private final Path project;
  private final Path directory;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private record Measured(double p50, double p99, double micros, long resident, long failed) {}

  ShadowTrial(Options options, Path project, Path directory) {
    this.options = options;
    this.project = project;
    this.directory = directory;
  }

  /** Whether no request has failed. */
  boolean run() throws IOException, InterruptedException {
    FixedUpstream upstream = FixedUpstream.onFreePorts();
    Running fixed = upstream.start(directory.resolve("upstream"), SCENARIO.body());
    started.push(fixed);
    fixed.awaitReady(http);
    Map<String, Integer> targets = new LinkedHashMap<>();
    targets.put(OFF, upstream.targetPort());
    targets.put(OFF_AGAIN, upstream.targetPort());
    targets.put(WELL, upstream.targetPort());
    for (BadTarget.Way way : BadTarget.Way.values()) {
      BadTarget bad = new BadTarget(way);
      started.push(bad);
      targets.put(way.name().toLowerCase(Locale.ROOT), bad.port());
    }
    Running ficus = ficus(upstream, targets);
    List<String> routes = new ArrayList<>(targets.keySet());
    for (String route : routes) {
      check(ficus, route);
    }
    Files.createDirectories(directory.resolve("load"));
    FullLoad full = FullLoad.of(SCENARIO, requests(OFF), directory.resolve("load"));
    full.run(ficus.port(), options.warmup());
    double rate = Options.SHARE * full.run(ficus.port(), options.seconds()).throughput();
    for (String route : routes) {
      load(ficus, route).run(rate, 1);
    }
    Map<String, List<Measured>> measured = new LinkedHashMap<>();
    routes.forEach(route -> measured.put(route, new ArrayList<>()));
    for (int round = 1; round <= options.rounds(); round++) {
      System.err.printf("round %d of %d%n", round, options.rounds());
      for (String route : routes) {
        measured.computeIfAbsent(route, _ -> new ArrayList<>()).add(measure(ficus, route, rate));
        check(ficus, route);
      }
      Collections.rotate(routes, 1);
    }
    return report(ficus, rate, measured);
  }

  private Running ficus(FixedUpstream upstream, Map<String, Integer> targets)
      throws IOException, InterruptedException {
    StringBuilder yaml = new StringBuilder("default: monolith\nupstreams:\n");
    String line = "  %s: { url: \"http://127.0.0.1:%d\", pool: { maxConnections: 1024 } }\n";
    yaml.append(line.formatted("monolith", upstream.legacyPort()));
    targets.forEach((name, port) -> yaml.append(line.formatted("to-" + name, port)));
    yaml.append("routes:\n");
    for (String name : targets.keySet()) {
      yaml.append(
          "  - { id: %s, match: \"GET /%s/**\", target: to-%s, stage: %s }\n"
              .formatted(name, name, name, name.startsWith(OFF) ? "legacy" : "shadow"));
    }
    Path own = directory.resolve("ficus");
    Files.createDirectories(own.resolve("routes"));
    Files.writeString(own.resolve("routes/bench.yaml"), yaml);
    Running ficus = Ficus.start(own, "ficus", true, Ficus.jar(project), List.of());
    started.push(ficus);
    ficus.awaitReady(http);
    return ficus;
  }

  private static Requests requests(String route) {
    return new Requests(
        SCENARIO.body(), List.of(new Requests.Request("/" + route + "/4711", "anna")));
  }

  private static PacedLoad load(Running ficus, String route) {
    return new PacedLoad(requests(route), ficus.port(), SCENARIO.connections());
  }

  private Measured measure(Running ficus, String route, double rate)
      throws IOException, InterruptedException {
    double before = ProcessCost.processorMicros(ficus.pids());
    PacedResult result = load(ficus, route).run(rate, options.seconds());
    double spent = ProcessCost.processorMicros(ficus.pids()) - before;
    return new Measured(
        result.p50Millis(),
        result.p99Millis(),
        spent / result.requests(),
        ProcessCost.residentKilobytes(ficus.pids()),
        result.failed());
  }

  /** The client gets legacy's answer, byte by byte. */
  private void check(Running ficus, String route) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + ficus.port() + "/" + route + "/4711");
    String answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    if (!answer.equals(SCENARIO.body().answer(false))) {
      throw new IOException(route + " answers " + answer);
    }
  }

  private boolean report(Running ficus, double rate, Map<String, List<Measured>> measured)
      throws IOException, InterruptedException {
    System.out.printf(
        "%d rounds of %d s at %s requests/s; median (lowest–highest); × is to off%n%n",
        options.rounds(), options.seconds(), Spread.number(rate));
    Table table = new Table();
    table.line(List.of("target", "p50 ms", "×", "p99 ms", "×", "cpu µs/req", "MB", "failed"));
    List<Measured> off = measured.getOrDefault(OFF, List.of());
    measured.forEach(
        (route, its) ->
            table.line(
                List.of(
                    route,
                    spread(its, null, Measured::p50),
                    spread(its, off, Measured::p50),
                    spread(its, null, Measured::p99),
                    spread(its, off, Measured::p99),
                    spread(its, null, Measured::micros),
                    spread(its, null, m -> m.resident / 1024.0),
                    Long.toString(its.stream().mapToLong(Measured::failed).sum()))));
    System.out.println(table);
    for (String route : measured.keySet()) {
      System.out.println(route + ": " + Compared.of(ficus, route, http));
    }
    return measured.values().stream().flatMap(List::stream).allMatch(m -> m.failed == 0);
  }

  private static String spread(
      List<Measured> its, @Nullable List<Measured> base, ToDoubleFunction<Measured> value) {
    return Spread.of(
            IntStream.range(0, its.size())
                .mapToDouble(
                    i ->
                        value.applyAsDouble(its.get(i))
                            / (base == null ? 1 : value.applyAsDouble(base.get(i))))
                .toArray())
        .toString();
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
