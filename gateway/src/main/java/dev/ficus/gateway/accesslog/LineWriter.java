package dev.ficus.gateway.accesslog;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Takes lines from many threads and hands them on in batches from one of its own. Who adds a line
 * wakes nobody while lines keep coming: the writer looks again after a moment, so a line costs no
 * system call. It is dropped if too many wait.
 */
final class LineWriter implements AutoCloseable {

  private static final int MOST_WAITING = 64 * 1024;
  private static final int BATCH_CHARS = 64 * 1024;
  private static final long MOMENT_NANOS = 20_000_000;
  private static final long LAST_MILLIS = 5_000;

  private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final Consumer<String> out;
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closing;

  /**
   * @param out takes a batch of lines, each but the last with its end
   */
  LineWriter(String name, Consumer<String> out) {
    this.out = out;
    thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    thread.start();
  }

  void add(String line) {
    if (count.get() >= MOST_WAITING) {
      dropped.increment();
      return;
    }
    count.incrementAndGet();
    waiting.add(line);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  /** How many lines there was no time to write. */
  long dropped() {
    return dropped.sum();
  }

  private void run() {
    while (true) {
      boolean last = closing;
      boolean wrote = writeAll();
      if (last) {
        return;
      }
      if (wrote) {
        LockSupport.parkNanos(this, MOMENT_NANOS);
      } else {
        sleep();
      }
    }
  }

  /** Until there is a line: whoever adds one after the look sees that we are asleep. */
  private void sleep() {
    asleep = true;
    if (waiting.isEmpty() && !closing) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  private boolean writeAll() {
    StringBuilder batch = new StringBuilder();
    boolean any = false;
    String line;
    while ((line = waiting.poll()) != null) {
      count.decrementAndGet();
      any = true;
      if (!batch.isEmpty()) {
        batch.append('\n');
      }
      batch.append(line);
      if (batch.length() >= BATCH_CHARS) {
        out.accept(batch.toString());
        batch.setLength(0);
      }
    }
    if (!batch.isEmpty()) {
      out.accept(batch.toString());
    }
    return any;
  }

  /** Writes what waits, and ends. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(LAST_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
