package dev.ficus.gateway.forwarding;

import java.util.Locale;

/**
 * What can go wrong while a request is forwarded, and the status that the client gets for it while
 * nothing of the answer has been passed on (RFC 9110, sections 15.6.3 to 15.6.5).
 */
public enum Failure {
  /** The connection was refused, reset while it was made, or failed its TLS handshake. */
  REFUSED(502, true, "the upstream refuses connections"),
  /** The host's name does not resolve. */
  UNRESOLVED(502, true, "the upstream's host name does not resolve"),
  /** No connection within the time for it. */
  CONNECT_TIMEOUT(504, true, "the upstream did not accept a connection in time"),
  /** All connections are busy, and the queue for one is full or too slow. */
  NO_CONNECTION(503, true, "all connections to the upstream are busy"),
  /** The connection ended before any answer. */
  RESET(502, false, "the upstream closed the connection without an answer"),
  /** What came back is no HTTP, or its head is too large. */
  GARBAGE(502, false, "the upstream's answer is not HTTP"),
  /** No response head within the time for it. */
  RESPONSE_TIMEOUT(504, false, "the upstream did not answer in time"),
  /** An answer came, with a status that counts as failed. */
  STATUS(502, false, "the upstream answered with a failure");

  private final int status;
  private final boolean nothingSent;
  private final String explanation;
  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  Failure(int status, boolean nothingSent, String explanation) {
    this.status = status;
    this.nothingSent = nothingSent;
    this.explanation = explanation;
  }

  /** What the client gets, unless another side answers. */
  public int status() {
    return status;
  }

  /** Whether the upstream cannot have seen any of the request. */
  public boolean nothingSent() {
    return nothingSent;
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
