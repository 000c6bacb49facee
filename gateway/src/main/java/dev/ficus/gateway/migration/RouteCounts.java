package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Side;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of a route's requests on this instance, since it started. */
public final class RouteCounts {

  private final LongAdder legacy = new LongAdder();
  private final LongAdder target = new LongAdder();
  private final LongAdder fallbacks = new LongAdder();
  private final LongAdder noKey = new LongAdder();
  private volatile long legacyAnsweredAt;

  /** A side has answered; {@code now} in milliseconds since the epoch. */
  public void answered(Side side, long now) {
    if (side == Side.TARGET) {
      target.increment();
      return;
    }
    legacy.increment();
    // A second is precise enough, and spares the cores a shared cache line on each request.
    if (now - legacyAnsweredAt > 1_000) {
      legacyAnsweredAt = now;
    }
  }

  /** The target failed, and legacy was asked instead. */
  public void fellBack() {
    fallbacks.increment();
  }

  /** A decision has been followed; a request of a canary that carried no key is counted. */
  public void decided(Decision decision) {
    if (decision.reason() == Reason.NO_KEY) {
      noKey.increment();
    }
  }

  public long legacy() {
    return legacy.sum();
  }

  public long target() {
    return target.sum();
  }

  public long fallbacks() {
    return fallbacks.sum();
  }

  public long noKey() {
    return noKey.sum();
  }

  /** When legacy last answered, in milliseconds since the epoch; 0 if it never did. */
  public long legacyAnsweredAt() {
    return legacyAnsweredAt;
  }
}
