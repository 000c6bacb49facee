package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.PlanSpec;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import org.jspecify.annotations.Nullable;

/** What somebody wants to happen to a route or a group. */
public sealed interface CutoverAction {

  /**
   * To a stage, whatever the plan says.
   *
   * @param weight of a canary; null takes the present one, else the declared one
   */
  record SetStage(Stage stage, @Nullable Weight weight) implements CutoverAction {}

  /** To the next step of the plan. */
  record Promote() implements CutoverAction {}

  /**
   * Back, at once.
   *
   * @param to an earlier step, or null for legacy
   */
  record Rollback(PlanSpec.@Nullable Step to) implements CutoverAction {}

  /** The plan stands still. */
  record Pause() implements CutoverAction {}

  /** The plan goes on. */
  record Resume() implements CutoverAction {}

  /** The last step: no way back to legacy but by force. */
  record Retire() implements CutoverAction {}

  /** The word for it in the audit log. */
  default String word() {
    return switch (this) {
      case SetStage _ -> "cutover";
      case Promote _ -> "promote";
      case Rollback _ -> "rollback";
      case Pause _ -> "pause";
      case Resume _ -> "resume";
      case Retire _ -> "retire";
    };
  }

  /** Whether it works without the shared store: it can only send clients back to legacy. */
  default boolean isRollback() {
    return switch (this) {
      case Rollback _ -> true;
      case SetStage(Stage stage, Weight _) -> stage == Stage.LEGACY;
      case Promote _, Pause _, Resume _, Retire _ -> false;
    };
  }
}
