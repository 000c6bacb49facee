package dev.ficus.gateway.circuit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Failed requests that wait to be written down. No request waits with them: what does not fit is
 * dropped and counted.
 */
public final class FailureQueue {

  private static final int BATCH = 200;

  private record Waiting(FailedRequest request, long sinceNanos) {}

  private final FailureLedger ledger;
  private final int capacity;
  private final LongSupplier ticker;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();

  /**
   * @param capacity how many may wait
   * @param ticker monotonic nanoseconds
   */
  public FailureQueue(FailureLedger ledger, int capacity, LongSupplier ticker) {
    this.ledger = ledger;
    this.capacity = capacity;
    this.ticker = ticker;
  }

  /** Never blocks; may be called on event loops. The request's own time is not looked at. */
  public void add(FailedRequest request) {
    if (size.incrementAndGet() > capacity) {
      size.decrementAndGet();
      dropped.increment();
    } else {
      waiting.add(new Waiting(request, ticker.getAsLong()));
    }
  }

  /** How many were never written down, since the start. */
  public long dropped() {
    return dropped.sum();
  }

  /**
   * Writes down what waits; for one background thread. What the store has surely not taken is tried
   * again the next time, what it may have taken is not: no request shows twice.
   *
   * @throws CircuitsUnavailableException if the store cannot be asked
   */
  public void flush() {
    while (!waiting.isEmpty()) {
      List<Waiting> batch = new ArrayList<>();
      List<FailureLedger.Entry> entries = new ArrayList<>();
      long now = ticker.getAsLong();
      for (Waiting next : waiting) {
        batch.add(next);
        entries.add(
            new FailureLedger.Entry(
                next.request(), Duration.ofNanos(Math.max(0, now - next.sinceNanos()))));
        if (batch.size() == BATCH) {
          break;
        }
      }
      try {
        ledger.append(entries);
        remove(batch.size());
      } catch (CircuitsUnavailableException e) {
        if (e.outcomeUnknown()) {
          remove(batch.size());
          dropped.add(batch.size());
        }
        throw e;
      }
    }
  }

  private void remove(int count) {
    for (int i = 0; i < count; i++) {
      waiting.remove();
      size.decrementAndGet();
    }
  }
}
