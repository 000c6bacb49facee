package dev.ficus.cli.demo;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what the clients did, and which side answered of late. */
final class Tally {

  private static final int RECENT = 500;

  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong writes = new AtomicLong();
  private final AtomicLong writesUnderWay = new AtomicLong();
  private final AtomicLong payments = new AtomicLong();
  private final ArrayDeque<Boolean> targetOfLate = new ArrayDeque<>();
  private int targets;

  void sent() {
    sent.incrementAndGet();
  }

  void failed() {
    failed.incrementAndGet();
  }

  void writeBegins() {
    writesUnderWay.incrementAndGet();
  }

  void writeEnds(boolean done) {
    if (done) {
      writes.incrementAndGet();
    }
    writesUnderWay.decrementAndGet();
  }

  /** A payment's notice was acknowledged. */
  void paid() {
    payments.incrementAndGet();
  }

  synchronized void answeredBy(String side) {
    boolean target = side.equals("target");
    targetOfLate.addLast(target);
    targets += target ? 1 : 0;
    if (targetOfLate.size() > RECENT && Boolean.TRUE.equals(targetOfLate.removeFirst())) {
      targets--;
    }
  }

  /** Of the last answers that told, in percent. */
  synchronized int targetShare() {
    return targetOfLate.isEmpty() ? 0 : Math.round(100f * targets / targetOfLate.size());
  }

  long sentCount() {
    return sent.get();
  }

  long failedCount() {
    return failed.get();
  }

  long writeCount() {
    return writes.get();
  }

  long writesUnderWayCount() {
    return writesUnderWay.get();
  }

  long paymentCount() {
    return payments.get();
  }
}
