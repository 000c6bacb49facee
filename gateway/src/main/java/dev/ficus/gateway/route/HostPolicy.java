package dev.ficus.gateway.route;

/** Which Host header an upstream is sent. */
public sealed interface HostPolicy {

  /** The client's, as it came. */
  record Preserve() implements HostPolicy {}

  /** The upstream's own, from its URL. */
  record Upstream() implements HostPolicy {}

  /** A fixed one. */
  record Fixed(String host) implements HostPolicy {}
}
