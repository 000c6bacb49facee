package dev.ficus.gateway.testing;

/** The two ways a request can take through the gateway. */
public enum Entry {
  RELAY,
  SPRING_CLOUD
}
