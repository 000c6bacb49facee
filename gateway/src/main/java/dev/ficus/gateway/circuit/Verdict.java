package dev.ficus.gateway.circuit;

/** What a call says about its upstream. */
public enum Verdict {
  SUCCESS,
  FAILURE,
  /**
   * Nothing: the client went away, or no connection was to be had from the pool. Such a call counts
   * neither way.
   */
  NONE
}
