package dev.ficus.gateway.queue;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes one waiter; a ring that nobody waited for is heard by the next wait. */
final class Bell {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rings = lock.newCondition();
  private boolean rung;

  void ring() {
    lock.lock();
    try {
      rung = true;
      rings.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends when it rings, or after that time. */
  void await(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!rung && left > 0) {
        left = rings.awaitNanos(left);
      }
      rung = false;
    } finally {
      lock.unlock();
    }
  }
}
