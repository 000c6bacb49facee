package dev.ficus.gateway.forwarding;

import java.util.Locale;

/** What can go wrong while a request is forwarded; {@link ForwardingTable} says what follows. */
public enum Failure {
  /** The circuit is open, so nobody was asked. */
  CIRCUIT_OPEN("calls to the upstream are stopped for now, because too many of them failed"),
  /** The connection was refused, reset while it was made, or failed its TLS handshake. */
  REFUSED("the upstream refuses connections"),
  /** The host's name does not resolve. */
  UNRESOLVED("the upstream's host name does not resolve"),
  /** No connection within the time for it. */
  CONNECT_TIMEOUT("the upstream did not accept a connection in time"),
  /** All connections stayed busy for as long as a request may wait for one. */
  NO_CONNECTION("all connections to the upstream are busy"),
  /** All connections are busy, and as many requests as may wait for one already do. */
  PENDING_LIMIT("too many requests wait for a connection to the upstream"),
  /** The connection ended before any answer. */
  RESET("the upstream closed the connection without an answer"),
  /** What came back is no HTTP. */
  GARBAGE("the upstream's answer is not HTTP"),
  /** The response head is larger than this gateway reads. */
  OVERSIZED_HEAD("the head of the upstream's answer is too large"),
  /** A body that is to be kept is larger than may be kept. */
  OVERSIZED_ANSWER("the upstream's answer is too large"),
  /** No response head within the time for it. */
  RESPONSE_TIMEOUT("the upstream did not answer in time"),
  /** The whole exchange took longer than it may. */
  TOTAL_TIMEOUT("the upstream took too long to answer in full"),
  /** An answer came, with a status that counts as failed. */
  STATUS("the upstream answered with a failure"),
  /** The body ended early: a reset, a short length, a bad chunk. */
  BROKEN_BODY("the upstream broke off its answer"),
  /** No piece of a body, be it the answer's or the request's, within the time between two. */
  STALLED("the upstream stopped in the middle of its answer or of the request"),
  /** The client did not wait for the end. */
  CLIENT_GONE("the client went away");

  private final String explanation;
  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  Failure(String explanation) {
    this.explanation = explanation;
  }

  /** A sentence for the client. */
  public String explanation() {
    return explanation;
  }

  /** The failure's name in metrics and logs. */
  public String word() {
    return word;
  }
}
