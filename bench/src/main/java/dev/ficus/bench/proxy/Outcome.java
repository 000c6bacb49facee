package dev.ficus.bench.proxy;

import java.util.List;
import java.util.Map;

/**
 * What a contest showed.
 *
 * @param scenario of all, or of the first where several are compared
 * @param compared whether they are, and the names are theirs
 * @param rate requests per second at equal load; 0 if there was none
 * @param rounds by contestant, all of one length
 * @param peakKilobytes by contestant, from its start to the end of its last round
 */
record Outcome(
    Scenario scenario,
    boolean compared,
    double rate,
    Map<String, List<Round>> rounds,
    Map<String, Long> peakKilobytes) {

  long failed() {
    return rounds.values().stream().flatMap(List::stream).mapToLong(Round::failed).sum();
  }

  double memoryRatio(String peer, String base) {
    return (double) peakKilobytes.getOrDefault(peer, 0L) / peakKilobytes.getOrDefault(base, 0L);
  }

  /** What was measured. */
  List<Round.Measure> measures() {
    return rate > 0
        ? List.of(Round.Measure.values())
        : List.of(Round.Measure.PROCESSOR, Round.Measure.THROUGHPUT);
  }

  /** What stands above the figures. */
  String title() {
    return compared ? "compared" : scenario.name();
  }

  /** Whoever is there to compare with. */
  List<String> bases() {
    if (compared) {
      return rounds.keySet().stream().limit(1).toList();
    }
    return Peer.BASES.stream().filter(rounds::containsKey).toList();
  }
}
