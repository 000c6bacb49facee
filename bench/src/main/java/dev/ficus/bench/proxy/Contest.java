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

/** One scenario: all peers up at once, measured in turns, down again. */
final class Contest implements AutoCloseable {

  private static final int PACED_WARMUP_SECONDS = 1;

  private final Options options;
  private final Scenario scenario;
  private final Requests requests;
  private final Stand stand;
  private final FullLoad full;
  private final PrintStream progress;
  private final Map<Peer, Running> peers = new LinkedHashMap<>();
  private final Deque<Running> started = new ArrayDeque<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private boolean closed;

  Contest(Options options, Scenario scenario, Path project, Path directory, PrintStream progress)
      throws IOException {
    this.options = options;
    this.scenario = scenario;
    this.progress = progress;
    Files.createDirectories(directory);
    requests = Requests.of(scenario);
    full = FullLoad.of(scenario, requests, directory);
    stand = new Stand(project, directory, scenario, FixedUpstream.onFreePorts());
  }

  Outcome run() throws IOException, InterruptedException {
    start();
    double rate = warmUp();
    for (Running peer : peers.values()) {
      paced(peer).run(rate, PACED_WARMUP_SECONDS);
    }
    Map<String, List<Round>> rounds = new LinkedHashMap<>();
    peers.keySet().forEach(peer -> rounds.put(peer.name(), new ArrayList<>()));
    List<Map.Entry<Peer, Running>> order = new ArrayList<>(peers.entrySet());
    for (int i = 1; i <= options.rounds(); i++) {
      for (Map.Entry<Peer, Running> next : order) {
        String name = next.getKey().name();
        progress.printf("%s: round %d of %d, %s%n", scenario.name(), i, options.rounds(), name);
        Round round =
            Round.measure(next.getValue(), full, paced(next.getValue()), rate, options.seconds());
        rounds.computeIfAbsent(name, _ -> new ArrayList<>()).add(round);
      }
      // Nobody always runs behind the same neighbour's garbage.
      Collections.rotate(order, 1);
    }
    Map<String, Long> peaks = new LinkedHashMap<>();
    for (Map.Entry<Peer, Running> peer : peers.entrySet()) {
      peaks.put(peer.getKey().name(), ProcessCost.peakKilobytes(peer.getValue().pids()));
    }
    return new Outcome(scenario, rate, rounds, peaks);
  }

  private void start() throws IOException, InterruptedException {
    progress.printf("%s: starting%n", scenario.name());
    Running upstream =
        stand.upstream().start(stand.directory().resolve("upstream"), scenario.body());
    remember(upstream);
    upstream.awaitReady(http);
    for (Peer peer : options.peers()) {
      Running running = peer.start(stand);
      remember(running);
      peers.put(peer, running);
    }
    for (Map.Entry<Peer, Running> peer : peers.entrySet()) {
      peer.getValue().awaitReady(http);
      Check.of(peer.getKey(), peer.getValue(), scenario, requests, http);
    }
  }

  /**
   * Full load for each. What it takes in the last third, when the compilers have done most of their
   * work, says what load all of them can bear.
   */
  private double warmUp() throws IOException, InterruptedException {
    double slowest = Double.MAX_VALUE;
    for (Map.Entry<Peer, Running> peer : peers.entrySet()) {
      Running running = peer.getValue();
      progress.printf("%s: warming up %s%n", scenario.name(), running.name());
      int seconds = options.warmupOf(peer.getKey());
      int last = (seconds + 2) / 3;
      if (seconds > last) {
        full.run(running.port(), seconds - last);
      }
      slowest = Math.min(slowest, full.run(running.port(), last).throughput());
      running.cutLog();
    }
    return options.rate() > 0 ? options.rate() : Options.SHARE * slowest;
  }

  private PacedLoad paced(Running peer) {
    return new PacedLoad(requests, peer.port(), scenario.connections());
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
