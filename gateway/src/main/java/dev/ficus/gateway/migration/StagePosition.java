package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.PlanSpec;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;

/** A stage with its weight: how far a route is on its way. */
public record StagePosition(Stage stage, Weight weight) implements Comparable<StagePosition> {

  public static final StagePosition LEGACY = new StagePosition(Stage.LEGACY, Weight.NONE);

  public StagePosition {
    weight =
        switch (stage) {
          case LEGACY, SHADOW -> Weight.NONE;
          case CANARY -> weight;
          case LIVE, RETIRED -> Weight.ALL;
        };
  }

  static StagePosition of(PlanSpec.Step step) {
    return new StagePosition(step.stage(), step.weight());
  }

  static StagePosition of(ActiveRoute route) {
    return new StagePosition(route.stage(), route.weight());
  }

  /** By stage, then by weight. */
  @Override
  public int compareTo(StagePosition other) {
    int byStage = stage.compareTo(other.stage);
    return byStage != 0 ? byStage : weight.compareTo(other.weight);
  }

  /** {@code legacy}, {@code canary 10%}. */
  @Override
  public String toString() {
    return stage == Stage.CANARY ? "canary " + weight : stage.word();
  }
}
