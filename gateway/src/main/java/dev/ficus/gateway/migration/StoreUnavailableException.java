package dev.ficus.gateway.migration;

import org.jspecify.annotations.Nullable;

/** The shared store could not be asked. */
public final class StoreUnavailableException extends RuntimeException {

  private final boolean outcomeUnknown;

  /**
   * @param outcomeUnknown whether a change was sent and may yet have been carried out
   */
  public StoreUnavailableException(
      String message, boolean outcomeUnknown, @Nullable Throwable cause) {
    super(message, cause);
    this.outcomeUnknown = outcomeUnknown;
  }

  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }
}
