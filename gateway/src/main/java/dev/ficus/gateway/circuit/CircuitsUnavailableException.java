package dev.ficus.gateway.circuit;

import org.jspecify.annotations.Nullable;

/** The store of the circuits, or of failed requests, could not be asked. */
public final class CircuitsUnavailableException extends RuntimeException {

  private final boolean outcomeUnknown;

  /**
   * @param outcomeUnknown whether a change was sent and may yet have been carried out
   */
  public CircuitsUnavailableException(
      String message, boolean outcomeUnknown, @Nullable Throwable cause) {
    super(message, cause);
    this.outcomeUnknown = outcomeUnknown;
  }

  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }
}
