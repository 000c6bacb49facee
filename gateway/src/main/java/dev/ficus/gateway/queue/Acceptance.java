package dev.ficus.gateway.queue;

/** What the queue says to an offer. */
public sealed interface Acceptance {

  /** The store has it. */
  record Stored(MessageId id) implements Acceptance {}

  /** It was here before, under that id. */
  record Duplicate(MessageId id) implements Acceptance {}

  /** Its key was here before, with another body. */
  record Conflict(MessageId id) implements Acceptance {}

  /** There is no room for it. */
  record Full(Limit limit) implements Acceptance {}

  /** The store has it, under that id, but too few of its copies are known to. */
  record Uncopied(MessageId id) implements Acceptance {}

  /** Nobody is subscribed, so it would be done at once: the fleet has lost or not made its set. */
  record Unsubscribed() implements Acceptance {}

  /** Which limit was reached. */
  enum Limit {
    MESSAGES,
    BYTES
  }
}
