package dev.ficus.gateway.route;

import java.util.Locale;
import java.util.Optional;

/** Where a route is on its way from legacy to target; declared in this order, forward is down. */
public enum Stage {
  /** Legacy answers. */
  LEGACY,
  /** Legacy answers, a copy goes to the target. */
  SHADOW,
  /** The target answers the cohort, legacy the rest. */
  CANARY,
  /** The target answers. */
  LIVE,
  /** The target answers, and there is no way back to legacy but by force. */
  RETIRED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The stage's name in files and in the admin API. */
  public String word() {
    return word;
  }

  public static Optional<Stage> of(String word) {
    for (Stage stage : values()) {
      if (stage.word.equals(word)) {
        return Optional.of(stage);
      }
    }
    return Optional.empty();
  }
}
