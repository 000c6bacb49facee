package dev.ficus.gateway.redis;

import java.time.Duration;

/** How long one call may still take, over all the commands it needs. */
final class Patience {

  private final Duration whole;
  private final long endNanos;

  Patience(Duration whole) {
    this.whole = whole;
    endNanos = System.nanoTime() + whole.toNanos();
  }

  long wholeMillis() {
    return whole.toMillis();
  }

  long leftNanos() {
    return Math.max(0, endNanos - System.nanoTime());
  }

  long leftMillis() {
    return leftNanos() / 1_000_000;
  }
}
