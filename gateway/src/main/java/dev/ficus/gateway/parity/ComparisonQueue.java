package dev.ficus.gateway.parity;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Pairs of answers that wait to be compared, and the thread that does it. Whoever offers one never
 * waits, and hardly ever wakes the thread: it looks every few milliseconds while there is work.
 */
public final class ComparisonQueue implements AutoCloseable {

  private static final int MOST_PAIRS = 4_096;
  private static final long MOST_BYTES = 64L << 20;
  private static final long PAUSE_NANOS = 5_000_000;
  private static final int PAUSES_UNTIL_ASLEEP = 200;

  private final Queue<AnswerPair> pairs = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final SampleBook samples;
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closed;

  public ComparisonQueue(SampleBook samples) {
    this.samples = samples;
    thread = Thread.ofPlatform().name("ficus-compare").daemon().unstarted(this::work);
  }

  /** Starts to compare. */
  public void start() {
    thread.start();
  }

  /** Whether there was room for it. */
  boolean offer(AnswerPair pair) {
    int weight = pair.weight();
    if (size.get() >= MOST_PAIRS || bytes.get() + weight > MOST_BYTES) {
      return false;
    }
    size.incrementAndGet();
    bytes.addAndGet(weight);
    pairs.add(pair);
    if (asleep) {
      asleep = false;
      LockSupport.unpark(thread);
    }
    return true;
  }

  private void work() {
    int idle = 0;
    while (!closed) {
      if (compareNext()) {
        idle = 0;
      } else if (idle++ < PAUSES_UNTIL_ASLEEP) {
        LockSupport.parkNanos(PAUSE_NANOS);
      } else {
        asleep = true;
        if (pairs.isEmpty() && !closed) {
          LockSupport.park();
        }
        asleep = false;
        idle = 0;
      }
    }
  }

  /** False if none waits. */
  boolean compareNext() {
    AnswerPair pair = pairs.poll();
    if (pair == null) {
      return false;
    }
    size.decrementAndGet();
    bytes.addAndGet(-pair.weight());
    compareSafely(pair);
    return true;
  }

  /** No document, however odd, may end the thread. */
  private void compareSafely(AnswerPair pair) {
    try {
      compare(pair);
    } catch (RuntimeException | StackOverflowError bug) {
      pair.observation().dropped(Drop.NOT_COMPARED);
    }
  }

  private void compare(AnswerPair pair) {
    Observation observation = pair.observation();
    String failure = pair.shadowFailure();
    List<Difference> found =
        failure == null ? observation.compare(pair) : observation.unanswered(pair, failure);
    for (Difference difference : found) {
      if (observation.wantsSample(difference.path())) {
        samples.add(observation, pair, difference);
      }
    }
  }

  /** How many wait. */
  public int size() {
    return size.get();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
