package dev.ficus.gateway.circuit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls of one instance in one epoch of a circuit. Each call adds one to one number;
 * nothing is ever set back, so that no call is lost between reading and clearing.
 */
final class CircuitRecorder {

  private static final VarHandle SUCCEEDED;

  static {
    try {
      SUCCEEDED =
          MethodHandles.lookup().findVarHandle(CircuitRecorder.class, "succeeded", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Rung for each call that went wrong, so that one glance tells whether any did. */
  private final LongAdder troubles;

  /** What nearly every call ends in stands in this object, so that no other has to be fetched. */
  @SuppressWarnings("UnusedVariable") // by its handle
  private volatile long succeeded;

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
      var _ = (long) SUCCEEDED.getAndAdd(this, 1L);
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
    long s = succeeded;
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
