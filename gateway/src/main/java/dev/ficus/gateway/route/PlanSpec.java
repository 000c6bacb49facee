package dev.ficus.gateway.route;

import java.time.Duration;
import java.util.List;

/**
 * The steps that a route takes on its way.
 *
 * @param hold how long each step lasts at least; zero when not said
 * @param auto whether the plan drives by itself
 */
public record PlanSpec(List<Step> steps, Duration hold, boolean auto) {

  /** One step: a stage, and the weight that goes with a canary. */
  public record Step(Stage stage, Weight weight) {

    /**
     * Reads {@code shadow}, {@code 10%} or {@code live}.
     *
     * @throws IllegalArgumentException if it is neither a stage nor a percentage
     */
    public static Step parse(String text) {
      var stage = Stage.of(text).filter(s -> s != Stage.CANARY);
      if (stage.isPresent()) {
        return new Step(stage.get(), stage.get() == Stage.LIVE ? Weight.ALL : Weight.NONE);
      }
      if (text.endsWith("%")) {
        return new Step(Stage.CANARY, Weight.parse(text));
      }
      throw new IllegalArgumentException(
          "step: '" + text + "' (expected: shadow, a percentage such as 10%, live or retired)");
    }

    @Override
    public String toString() {
      return stage == Stage.CANARY ? weight.toString() : stage.word();
    }
  }

  public PlanSpec {
    steps = List.copyOf(steps);
  }
}
