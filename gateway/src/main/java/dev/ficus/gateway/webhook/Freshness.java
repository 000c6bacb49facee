package dev.ficus.gateway.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Whether a signed timestamp is near enough to now. Older ones may be recordings, and one from the
 * future would be good for a recording for longer.
 */
record Freshness(Clock clock, Duration tolerance) {

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  /** Seconds since the epoch, or nothing if it is no number. */
  static OptionalLong read(String text) {
    return SECONDS.matcher(text).matches()
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  boolean isFresh(long seconds) {
    long distance = Math.abs(Math.subtractExact(seconds * 1_000, clock.millis()));
    return distance <= tolerance.toMillis();
  }

  String now() {
    return Long.toString(clock.instant().getEpochSecond());
  }
}
