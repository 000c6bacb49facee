package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Failure;
import java.time.Duration;

/** The limit of what an exchange waits for at the moment, and the one for all of it together. */
final class TimeLimits {

  private final Deadline deadline;
  private boolean hasTotal;
  private long totalAt;
  private Failure failure = Failure.TOTAL_TIMEOUT;

  TimeLimits(Deadline deadline) {
    this.deadline = deadline;
  }

  /** An upstream is asked from now on; zero is off. An attempt more does not begin anew. */
  void begin(Duration total) {
    if (!hasTotal && !total.isZero()) {
      hasTotal = true;
      totalAt = System.nanoTime() + total.toNanos();
      deadline.at(totalAt);
    }
  }

  /** From now on there is none for all of it together. */
  void forgetTotal() {
    hasTotal = false;
    deadline.clear();
  }

  /**
   * What is waited for now, instead of what was before.
   *
   * @param ifOver what it means if it does not come in time
   * @param time zero is off
   */
  void set(Failure ifOver, Duration time) {
    failure = Failure.TOTAL_TIMEOUT;
    if (time.isZero()) {
      if (hasTotal) {
        deadline.at(totalAt);
      } else {
        deadline.clear();
      }
      return;
    }
    long at = System.nanoTime() + time.toNanos();
    if (hasTotal && totalAt - at <= 0) {
      deadline.at(totalAt);
    } else {
      failure = ifOver;
      deadline.at(at);
    }
  }

  /** Nothing but the whole is limited. */
  void clear() {
    set(Failure.TOTAL_TIMEOUT, Duration.ZERO);
  }

  void end() {
    deadline.clear();
  }

  /** What it means that the time is over. */
  Failure failure() {
    return failure;
  }
}
