package dev.ficus.gateway.redis;

import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Redis' clock as this instance knows it, carried on by the monotonic one; the instance's own clock
 * plays no part. A reading is as old as its answer took to arrive, so the clock is never ahead of
 * the real one, and a deadline on it never lies after the caller has given up.
 */
final class RedisClock {

  /** Quartz drifts: a reading serves for ten seconds. */
  private static final long FRESH_NANOS = 10_000_000_000L;

  private static final long NANOS_A_MILLI = 1_000_000;

  /** An answer that took longer than this was not waited for; what differs by more is a step. */
  private static final long STEP_MILLIS = RedisLink.TIMEOUT.toMillis();

  private static final RedisScript TIME = RedisScript.load("time.lua");

  private record Reading(long millis, long nanos) {
    long at(long now) {
      return millis + Math.floorDiv(now - nanos, NANOS_A_MILLI);
    }
  }

  private final LongSupplier nanoTime;
  private Reading last;
  private boolean known;

  RedisClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    last = new Reading(0, nanoTime.getAsLong() - FRESH_NANOS);
  }

  /**
   * Milliseconds since the epoch; asks Redis if nothing has been learned for a while.
   *
   * @param key tells on a Cluster whose clock is meant: that of the node which holds it
   */
  long now(RedisLink link, String key, Patience patience) {
    if (!isFresh()) {
      List<Object> answer = link.run(TIME, false, List.of(key), List.of(), patience);
      learn((Long) answer.getFirst());
    }
    return read();
  }

  /** As {@link #read}, however long ago it was learned; null if it never was. Asks nobody. */
  synchronized @Nullable Instant lastKnown() {
    return known ? Instant.ofEpochMilli(read()) : null;
  }

  synchronized boolean isFresh() {
    return nanoTime.getAsLong() - last.nanos() < FRESH_NANOS;
  }

  synchronized long read() {
    return last.at(nanoTime.getAsLong());
  }

  /** Takes Redis' time out of an answer that has just arrived. */
  synchronized void learn(long millis) {
    long now = nanoTime.getAsLong();
    long assumed = last.at(now);
    // The quickest answer is the most exact; an earlier time by more than that is another clock.
    if (!isFresh() || millis >= assumed || millis < assumed - STEP_MILLIS) {
      last = new Reading(millis, now);
    }
    known = true;
  }
}
