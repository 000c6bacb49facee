package dev.ficus.gateway.route;

import java.time.Duration;

/** Time limits with every default in place; zero is off. */
public record Timeouts(
    Duration connect, Duration response, Duration idle, Duration streamIdle, Duration total) {

  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(2),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ZERO,
          Duration.ZERO);

  /** Of the default upstream: nothing that worked without a gateway is cut short. */
  public static final Timeouts DEFAULT_UPSTREAM =
      new Timeouts(
          Duration.ofSeconds(2), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** These, where the specification says nothing else. */
  public Timeouts with(TimeoutsSpec spec) {
    return new Timeouts(
        spec.connect() != null ? spec.connect() : connect,
        spec.response() != null ? spec.response() : response,
        spec.idle() != null ? spec.idle() : idle,
        spec.streamIdle() != null ? spec.streamIdle() : streamIdle,
        spec.total() != null ? spec.total() : total);
  }
}
