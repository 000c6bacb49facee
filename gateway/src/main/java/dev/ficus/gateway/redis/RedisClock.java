package dev.ficus.gateway.redis;

import java.util.List;

/**
 * Redis' clock as this instance knows it, carried on by the monotonic one. It is never ahead of the
 * real one, so that a deadline on it never lies after the caller has given up.
 */
final class RedisClock {

  private static final long FRESH_NANOS = 10_000_000_000L;

  private record Reading(long millis, long nanos) {}

  private final RedisLink link;
  private volatile Reading last = new Reading(0, System.nanoTime() - FRESH_NANOS);

  RedisClock(RedisLink link) {
    this.link = link;
  }

  /** Milliseconds since the epoch. */
  long now() {
    Reading reading = last;
    long age = System.nanoTime() - reading.nanos();
    if (age >= FRESH_NANOS) {
      List<String> time = link.read(commands -> commands.time());
      long millis = Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
      reading = new Reading(millis, System.nanoTime());
      last = reading;
      return millis;
    }
    return reading.millis() + age / 1_000_000;
  }
}
