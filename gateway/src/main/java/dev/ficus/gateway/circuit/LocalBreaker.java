package dev.ficus.gateway.circuit;

/** A circuit of this instance alone, for as long as the store cannot be reached. */
public interface LocalBreaker {

  /** Whether a call may be made; if so, one of the two others follows. */
  boolean tryAcquire();

  /** The call ended. */
  void completed(boolean failure, long nanos);

  /** The call said nothing. */
  void released();

  boolean isOpen();
}
