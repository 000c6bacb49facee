package dev.ficus.gateway.route;

/** Which of the gateway's ports a route answers on. */
public enum Listener {
  /** The port that clients use. */
  PUBLIC,
  /** The internal port, through which functions reach external APIs. */
  INTERNAL,
  /** None: what it gets comes out of a queue. */
  QUEUE
}
