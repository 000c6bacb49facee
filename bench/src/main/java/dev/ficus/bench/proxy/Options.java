package dev.ficus.bench.proxy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the benchmark was asked for.
 *
 * @param seconds of each measurement; a round has two for each peer
 * @param warmup seconds of full load before the first round, for each peer that compiles
 * @param rate requests per second at equal load; 0 for {@link #SHARE} of the slowest peer's most
 * @param equal whether there is an equal load beside the full one
 * @param compare whether the scenarios are one contest, not one after the other
 * @param keep whether the generated files and logs stay
 * @param badTargets whether Ficus is measured in front of targets that do the worst, and nothing
 *     else
 */
record Options(
    int rounds,
    int seconds,
    int warmup,
    int rate,
    List<Scenario> scenarios,
    List<Peer> peers,
    boolean equal,
    boolean compare,
    @Nullable Path json,
    boolean keep,
    boolean badTargets) {

  /** Low enough that no peer queues, high enough that none sleeps. */
  static final double SHARE = 0.3;

  /** Seconds of warm-up for what comes compiled: connections and caches fill. */
  private static final int READY_COMPILED = 3;

  static final String USAGE =
      """
      usage: bench/proxy [options]

        --rounds 5           interleaved rounds after warm-up
        --seconds 5          of each measurement: full load, then equal load
        --warmup 45          seconds of full load for each JVM before its first round
        --rate N             requests/s at equal load (default: 30 % of the slowest peer's most)
        --scenario NAME,...  plain, or routes/path/stage/body/connections such as
                             1000/uniform/canary/1k/64
                               path   first, last, uniform, unmatched
                               stage  legacy, shadow, canary, live
                               body   answered: 0, 330, 1k, 100k; sent: post1k, post100k
        --axes               each value of each axis, the others held still (22 scenarios)
        --all                every combination (721 scenarios: days)
        --peers NAME,...     stock, ficus-relay, ficus-scg, nginx, haproxy (default: all); or none,
                             if --with is all there is to be
        --with NAME=WORDS    one more peer: the relay with other JVM options, or another build of
                             it where a word ends in .jar; may be said more than once
        --full               full load only: twice the rounds in the same time, and no latencies
        --compare            all scenarios in one run, interleaved, each with peers of its own;
                             ratios are to the first
        --bad-targets        Ficus alone, its target in shadow: hanging, resetting, dripping,
                             pouring, talking garbage; of the others only --rounds, --seconds
                             and --warmup count
        --json FILE          everything measured, as JSON
        --keep               keep the generated files and logs
      """;

  static Options parse(List<String> arguments) {
    int rounds = 5;
    int seconds = 5;
    int warmup = 45;
    int rate = 0;
    List<Scenario> scenarios = Scenario.core();
    List<Peer> peers = Peer.all();
    List<Peer> more = new ArrayList<>();
    boolean equal = true;
    boolean compare = false;
    Path json = null;
    boolean keep = false;
    boolean badTargets = false;
    for (int i = 0; i < arguments.size(); i++) {
      String option = arguments.get(i);
      switch (option) {
        case "--rounds" -> rounds = atLeastOne(option, value(arguments, ++i));
        case "--seconds" -> seconds = atLeastOne(option, value(arguments, ++i));
        case "--warmup" -> warmup = atLeastOne(option, value(arguments, ++i));
        case "--rate" -> rate = atLeastOne(option, value(arguments, ++i));
        case "--scenario" ->
            scenarios = words(value(arguments, ++i)).stream().map(Scenario::parse).toList();
        case "--axes" -> scenarios = Scenario.axes();
        case "--all" -> scenarios = Scenario.all();
        case "--peers" -> peers = peers(value(arguments, ++i));
        case "--with" -> more.add(FicusVariant.parse(value(arguments, ++i)));
        case "--full" -> equal = false;
        case "--compare" -> compare = true;
        case "--json" -> json = Path.of(value(arguments, ++i)).toAbsolutePath();
        case "--keep" -> keep = true;
        case "--bad-targets" -> badTargets = true;
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    List<Peer> all = Stream.concat(peers.stream(), more.stream()).toList();
    return new Options(
        rounds, seconds, warmup, rate, scenarios, all, equal, compare, json, keep, badTargets);
  }

  /** Who meets whom: each inner list is up at the same time. */
  List<List<Contestant>> contests() {
    if (compare) {
      return List.of(
          scenarios.stream()
              .flatMap(scenario -> peers.stream().map(peer -> contestant(scenario, peer)))
              .toList());
    }
    return scenarios.stream()
        .map(
            scenario ->
                peers.stream().map(peer -> new Contestant(peer.name(), peer, scenario)).toList())
        .toList();
  }

  private Contestant contestant(Scenario scenario, Peer peer) {
    String name = scenario.name() + (peers.size() > 1 ? " " + peer.name() : "");
    return new Contestant(name, peer, scenario);
  }

  int warmupOf(Peer peer) {
    return peer.compiles() ? warmup : Math.min(warmup, READY_COMPILED);
  }

  /** About how long it takes; the start and the end of the peers are a guess. */
  long estimatedSeconds() {
    long startAndEnd = 15;
    long warmups = peers.stream().mapToLong(peer -> warmupOf(peer) + 1).sum();
    return scenarios.size()
        * (startAndEnd + warmups + (equal ? 2L : 1L) * rounds * seconds * peers.size());
  }

  private static String value(List<String> arguments, int index) {
    if (index == arguments.size()) {
      throw new IllegalArgumentException(arguments.getLast() + " needs a value");
    }
    return arguments.get(index);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(",", -1)).distinct().toList();
  }

  private static List<Peer> peers(String text) {
    return text.equals("none") ? List.of() : words(text).stream().map(Peer::named).toList();
  }

  private static int atLeastOne(String what, String text) {
    int number = number(what, text);
    if (number < 1) {
      throw new IllegalArgumentException(what + ": " + text + " (expected: 1 or more)");
    }
    return number;
  }

  static int number(String what, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + ": " + text + " (expected: a number)", e);
    }
  }
}
