package dev.ficus.bench.proxy;

import java.util.List;
import java.util.Map;

/**
 * What a scenario showed.
 *
 * @param rate requests per second at equal load
 * @param rounds by peer, all of one length
 * @param peakKilobytes by peer, from its start to the end of its last round
 */
record Outcome(
    Scenario scenario,
    double rate,
    Map<String, List<Round>> rounds,
    Map<String, Long> peakKilobytes) {

  long failed() {
    return rounds.values().stream().flatMap(List::stream).mapToLong(Round::failed).sum();
  }

  double memoryRatio(String peer, String base) {
    return (double) peakKilobytes.getOrDefault(peer, 0L) / peakKilobytes.getOrDefault(base, 0L);
  }

  /** The peers that are there to compare with. */
  List<String> bases() {
    return Peer.BASES.stream().filter(rounds::containsKey).toList();
  }
}
