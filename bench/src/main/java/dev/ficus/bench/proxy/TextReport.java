package dev.ficus.bench.proxy;

import dev.ficus.bench.proxy.Round.Measure;
import java.util.ArrayList;
import java.util.List;

/** An outcome for people. */
final class TextReport {

  private TextReport() {}

  static String of(Outcome outcome) {
    StringBuilder text = new StringBuilder();
    text.append(outcome.title())
        .append(": median (lowest–highest) of the rounds")
        .append(
            outcome.rate() > 0
                ? "; equal load is " + Spread.number(outcome.rate()) + " requests/s"
                : "")
        .append("\n\n")
        .append(measured(outcome));
    for (String base : outcome.bases()) {
      text.append("\nratio to ").append(base).append(", round by round\n\n");
      text.append(ratios(outcome, base));
    }
    if (outcome.failed() > 0) {
      text.append("\n").append(outcome.failed()).append(" requests have FAILED\n");
    }
    return text.toString();
  }

  private static Table measured(Outcome outcome) {
    Table table = new Table();
    List<String> head = new ArrayList<>(List.of(""));
    for (Measure measure : outcome.measures()) {
      head.add(measure.title);
    }
    head.addAll(List.of("peak MB", "log B/req", "failed"));
    table.line(head);
    outcome
        .rounds()
        .forEach(
            (peer, rounds) -> {
              List<String> line = new ArrayList<>(List.of(peer));
              for (Measure measure : outcome.measures()) {
                line.add(Spread.of(rounds, measure::of).toString());
              }
              line.add(Spread.number(outcome.peakKilobytes().getOrDefault(peer, 0L) / 1024.0));
              line.add(Spread.number(Spread.of(rounds, Round::logBytes).median()));
              line.add(Long.toString(rounds.stream().mapToLong(Round::failed).sum()));
              table.line(line);
            });
    return table;
  }

  private static Table ratios(Outcome outcome, String base) {
    Table table = new Table();
    List<String> head = new ArrayList<>(List.of(""));
    for (Measure measure : outcome.measures()) {
      head.add(measure.title);
    }
    head.add("peak memory");
    table.line(head);
    outcome
        .rounds()
        .forEach(
            (peer, rounds) -> {
              List<String> line = new ArrayList<>(List.of(peer));
              List<Round> baseRounds = outcome.rounds().getOrDefault(base, List.of());
              for (Measure measure : outcome.measures()) {
                line.add(Spread.ofRatios(rounds, baseRounds, measure::of).toString());
              }
              line.add(Spread.number(outcome.memoryRatio(peer, base)));
              table.line(line);
            });
    return table;
  }
}
