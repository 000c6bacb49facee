package dev.ficus.gateway.circuit;

import java.util.Locale;
import java.util.Optional;

/** Where a circuit stands by itself. */
public enum CircuitPhase {
  /** Calls are made and counted. */
  CLOSED,
  /** No call is made before the pause is over. */
  OPEN,
  /** Single probes find out whether the upstream is back. */
  HALF_OPEN;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  public String word() {
    return word;
  }

  public static Optional<CircuitPhase> of(String word) {
    for (CircuitPhase phase : values()) {
      if (phase.word.equals(word)) {
        return Optional.of(phase);
      }
    }
    return Optional.empty();
  }
}
