package dev.ficus.gateway.queue;

/** What the store says to a verdict. */
public enum Settlement {
  SETTLED,
  /** The lease is somebody else's by now; the verdict was ignored. */
  LOST,
  /** The subscriber had finished with the message already: the first word stands. */
  FINISHED
}
