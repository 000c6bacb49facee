package dev.ficus.gateway.routefile;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets a change through only after nothing has moved for a while: editors write in pieces. */
final class Settling {

  private final long settleNanos;
  private DirectoryScan settled;
  private @Nullable DirectoryScan moving;
  private long movedAt;

  Settling(Duration settle, DirectoryScan settled) {
    this.settleNanos = settle.toNanos();
    this.settled = settled;
  }

  /** Whether this scan is new and has been the same for long enough; true once for each change. */
  boolean settles(DirectoryScan scan, long nanoTime) {
    if (scan.saysSameAs(settled)) {
      moving = null;
      return false;
    }
    if (moving == null || !scan.saysSameAs(moving)) {
      moving = scan;
      movedAt = nanoTime;
      if (settleNanos > 0) {
        return false;
      }
    }
    if (nanoTime - movedAt < settleNanos) {
      return false;
    }
    settled = scan;
    moving = null;
    return true;
  }

  /** Whether nothing has happened since it last settled. */
  boolean isStill(DirectoryScan glance) {
    return moving == null && glance.saysSameAs(settled);
  }

  boolean isMoving() {
    return moving != null;
  }
}
