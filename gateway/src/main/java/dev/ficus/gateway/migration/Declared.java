package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import org.jspecify.annotations.Nullable;

/**
 * What the route files were last known to declare for a route.
 *
 * @param stage null once the files have stopped to name one
 * @param weight meaningful in a canary, else zero
 * @param sequence counts the declarations of this route, from 1
 */
public record Declared(@Nullable Stage stage, Weight weight, long sequence) {

  public Declared {
    if (stage != Stage.CANARY) {
      weight = Weight.NONE;
    }
  }

  /** Whether both say the same, whenever they said it. */
  public boolean saysSameAs(Declared other) {
    return stage == other.stage && weight.equals(other.weight);
  }
}
