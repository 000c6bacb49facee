package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;

/** Reads {@code legacy}, {@code canary 10%}, {@code live}. */
final class Positions {

  private Positions() {}

  static StagePosition of(String words) {
    String[] parts = words.split(" ");
    Weight weight = parts.length > 1 ? Weight.parse(parts[1]) : Weight.NONE;
    return new StagePosition(Stage.of(parts[0]).orElseThrow(), weight);
  }

  static CutoverAction action(String words) {
    StagePosition to = of(words);
    return new CutoverAction.SetStage(to.stage(), to.stage() == Stage.CANARY ? to.weight() : null);
  }
}
