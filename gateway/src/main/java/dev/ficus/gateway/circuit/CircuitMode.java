package dev.ficus.gateway.circuit;

import java.util.Locale;
import java.util.Optional;

/** Who decides: the counts, or an operator. */
public enum CircuitMode {
  /** The counts. */
  AUTO,
  /** No call is made, and none is tried. */
  OPEN,
  /** Every call is made, whatever comes of it. */
  CLOSED,
  /** Every call is made; failures are counted and shown. */
  WATCH;

  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }

  public static Optional<CircuitMode> of(String word) {
    for (CircuitMode mode : values()) {
      if (mode.word.equals(word)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
