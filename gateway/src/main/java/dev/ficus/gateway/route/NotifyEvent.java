package dev.ficus.gateway.route;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody can be told of. */
public enum NotifyEvent {
  /** A route or a group went back to legacy or to an earlier step, by itself or by hand. */
  ROLLBACK,
  /** Nobody calls an upstream any more until a probe finds it well. */
  CIRCUIT_OPEN,
  /** A route file that changed is not in force. */
  RELOAD_FAILED,
  /** A step forward was wanted, and a gate says no. */
  GATE_REFUSED;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** As files and notices spell it. */
  public String word() {
    return word;
  }

  /** Nothing if no event has that name. */
  public static Optional<NotifyEvent> of(String word) {
    return Arrays.stream(values()).filter(event -> event.word.equals(word)).findFirst();
  }
}
