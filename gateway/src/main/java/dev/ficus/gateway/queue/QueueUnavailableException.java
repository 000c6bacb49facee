package dev.ficus.gateway.queue;

import org.jspecify.annotations.Nullable;

/** The queue's store could not be asked. */
public final class QueueUnavailableException extends RuntimeException {

  private final boolean outcomeUnknown;

  /**
   * @param outcomeUnknown whether a change was sent and may yet have been carried out
   */
  public QueueUnavailableException(
      String message, boolean outcomeUnknown, @Nullable Throwable cause) {
    super(message, cause);
    this.outcomeUnknown = outcomeUnknown;
  }

  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }
}
