package dev.ficus.bench.proxy;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All contestants up at once, measured in turns, down again. */
final class Contest implements AutoCloseable {

  private static final int PACED_WARMUP_SECONDS = 1;

  private final Options options;
  private final List<Contestant> contestants;
  private final Path project;
  private final Path directory;
  private final PrintStream progress;
  private final Map<Scenario, Ground> grounds = new LinkedHashMap<>();
  private final Map<Contestant, Running> up = new LinkedHashMap<>();
  private final Deque<Running> started = new ArrayDeque<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private boolean closed;

  /** What all contestants of one scenario share. */
  private record Ground(Requests requests, FullLoad full, Stand stand) {}

  Contest(
      Options options,
      List<Contestant> contestants,
      Path project,
      Path directory,
      PrintStream progress)
      throws IOException {
    this.options = options;
    this.contestants = contestants;
    this.project = project;
    this.directory = directory;
    this.progress = progress;
    for (Contestant contestant : contestants) {
      if (!grounds.containsKey(contestant.scenario())) {
        grounds.put(contestant.scenario(), ground(contestant.scenario()));
      }
    }
  }

  private Ground ground(Scenario scenario) throws IOException {
    Path own = Files.createDirectories(directory.resolve(scenario.name().replace('/', '-')));
    Requests requests = Requests.of(scenario);
    FullLoad full = FullLoad.of(scenario, requests, own);
    return new Ground(
        requests, full, new Stand(project, own, scenario, FixedUpstream.onFreePorts()));
  }

  private Ground ground(Contestant contestant) {
    return Objects.requireNonNull(grounds.get(contestant.scenario()));
  }

  Outcome run() throws IOException, InterruptedException {
    start();
    double rate = warmUp();
    if (options.equal()) {
      for (Map.Entry<Contestant, Running> each : up.entrySet()) {
        paced(each).run(rate, PACED_WARMUP_SECONDS);
      }
    }
    Map<String, List<Round>> rounds = new LinkedHashMap<>();
    up.keySet().forEach(contestant -> rounds.put(contestant.name(), new ArrayList<>()));
    List<Map.Entry<Contestant, Running>> order = new ArrayList<>(up.entrySet());
    for (int i = 1; i <= options.rounds(); i++) {
      for (Map.Entry<Contestant, Running> next : order) {
        String name = next.getKey().name();
        progress.printf("round %d of %d, %s%n", i, options.rounds(), name);
        FullLoad full = ground(next.getKey()).full();
        Round round =
            options.equal()
                ? Round.measure(next.getValue(), full, paced(next), rate, options.seconds())
                : Round.measure(next.getValue(), full, options.seconds());
        rounds.computeIfAbsent(name, _ -> new ArrayList<>()).add(round);
      }
      // Nobody always runs behind the same neighbour's garbage.
      Collections.rotate(order, 1);
    }
    Map<String, Long> peaks = new LinkedHashMap<>();
    for (Map.Entry<Contestant, Running> each : up.entrySet()) {
      peaks.put(each.getKey().name(), ProcessCost.peakKilobytes(each.getValue().pids()));
    }
    Scenario first = contestants.getFirst().scenario();
    return new Outcome(first, options.compare(), options.equal() ? rate : 0, rounds, peaks);
  }

  private void start() throws IOException, InterruptedException {
    for (Map.Entry<Scenario, Ground> ground : grounds.entrySet()) {
      progress.printf("%s: starting%n", ground.getKey().name());
      Stand stand = ground.getValue().stand();
      Running upstream =
          stand.upstream().start(stand.directory().resolve("upstream"), ground.getKey().body());
      remember(upstream);
      upstream.awaitReady(http);
    }
    for (Contestant contestant : contestants) {
      Running running = contestant.peer().start(ground(contestant).stand());
      remember(running);
      up.put(contestant, running);
    }
    for (Map.Entry<Contestant, Running> each : up.entrySet()) {
      Contestant contestant = each.getKey();
      each.getValue().awaitReady(http);
      Requests requests = ground(contestant).requests();
      Check.of(contestant.peer(), each.getValue(), contestant.scenario(), requests, http);
    }
  }

  /**
   * Full load for each. What it takes in the last third, when the compilers have done most of their
   * work, says what load all of them can bear.
   */
  private double warmUp() throws IOException, InterruptedException {
    double slowest = Double.MAX_VALUE;
    for (Map.Entry<Contestant, Running> each : up.entrySet()) {
      FullLoad full = ground(each.getKey()).full();
      Running running = each.getValue();
      progress.printf("warming up %s%n", each.getKey().name());
      int seconds = options.warmupOf(each.getKey().peer());
      int last = (seconds + 2) / 3;
      if (seconds > last) {
        full.run(running.port(), seconds - last);
      }
      slowest = Math.min(slowest, full.run(running.port(), last).throughput());
      running.cutLog();
    }
    return options.rate() > 0 ? options.rate() : Options.SHARE * slowest;
  }

  private PacedLoad paced(Map.Entry<Contestant, Running> of) {
    return new PacedLoad(
        ground(of.getKey()).requests(), of.getValue().port(), of.getKey().scenario().connections());
  }

  private synchronized void remember(Running running) throws IOException {
    started.push(running);
    if (closed) {
      close();
      throw new IOException("ended while the peers were starting");
    }
  }

  /** Also called when the benchmark is interrupted. */
  @Override
  public synchronized void close() {
    closed = true;
    while (!started.isEmpty()) {
      started.pop().close();
    }
    http.close();
  }
}
