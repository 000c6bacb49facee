package dev.ficus.gateway.migration;

/** The routing state has moved on since it was read; nothing was changed. */
public final class StaleRevisionException extends RuntimeException {

  private final Revision current;

  public StaleRevisionException(Revision current) {
    super("the routing state is at revision " + current.number(), null, false, false);
    this.current = current;
  }

  /** The revision that is in force instead. */
  public Revision current() {
    return current;
  }
}
