package dev.ficus.gateway.queue;

/** Where a message is on its way to one subscriber. */
public enum MessageState {
  /** Never tried. */
  WAITING,
  /** A worker has it. */
  LEASED,
  /** Waits for its next attempt. */
  RETRYING,
  /** Its attempts are used up. */
  DEAD,
  /** Was dead, and is tried again when nothing else is to be done. */
  REPLAYING
}
