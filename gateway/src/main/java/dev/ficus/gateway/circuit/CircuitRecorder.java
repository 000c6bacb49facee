package dev.ficus.gateway.circuit;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls of one instance in one epoch of a circuit. Each call adds one to one striped
 * counter, so that event loops do not meet; nothing is ever set back, so that no call is lost
 * between reading and clearing.
 */
final class CircuitRecorder {

  /** Rung for each call that went wrong, so that one glance tells whether any did. */
  private final LongAdder troubles;

  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder succeededSlowly = new LongAdder();
  private final LongAdder failedSlowly = new LongAdder();

  // What has been drained, known to the one who drains.
  private long lastSucceeded;
  private long lastFailed;
  private long lastSucceededSlowly;
  private long lastFailedSlowly;

  CircuitRecorder(LongAdder troubles) {
    this.troubles = troubles;
  }

  /** Another one for the same circuit, which has counted nothing. */
  CircuitRecorder anew() {
    return new CircuitRecorder(troubles);
  }

  void add(boolean failure, boolean slow) {
    if (failure || slow) {
      count(failure, slow);
      troubles.increment();
    } else {
      succeeded.increment();
    }
  }

  private void count(boolean failure, boolean slow) {
    if (failure) {
      (slow ? failedSlowly : failed).increment();
    } else {
      succeededSlowly.increment();
    }
  }

  /** What has been added since the last time; by one thread only. */
  CallCounts drain() {
    return drain(true);
  }

  /** The same, but calls that all went well are left for another time. */
  CallCounts drainTrouble() {
    return drain(false);
  }

  private CallCounts drain(boolean quietToo) {
    long s = succeeded.sum();
    long f = failed.sum();
    long ss = succeededSlowly.sum();
    long fs = failedSlowly.sum();
    long failures = f - lastFailed + fs - lastFailedSlowly;
    long slow = ss - lastSucceededSlowly + fs - lastFailedSlowly;
    if (failures == 0 && slow == 0 && !quietToo) {
      return CallCounts.NONE;
    }
    long calls = s - lastSucceeded + f - lastFailed + slow;
    lastSucceeded = s;
    lastFailed = f;
    lastSucceededSlowly = ss;
    lastFailedSlowly = fs;
    return calls == 0 ? CallCounts.NONE : new CallCounts(calls, failures, slow);
  }
}
