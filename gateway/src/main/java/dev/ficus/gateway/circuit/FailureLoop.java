package dev.ficus.gateway.circuit;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Empties the queue of failed requests twice a second, on a thread of its own: a ledger that is
 * slow to write holds no circuit up.
 */
public final class FailureLoop implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofMillis(500);

  private final FailureQueue queue;
  private final Consumer<RuntimeException> onBug;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ficus-failures").daemon().factory());

  /**
   * @param onBug told of what should never happen; the loop goes on all the same
   */
  public FailureLoop(FailureQueue queue, Consumer<RuntimeException> onBug) {
    this.queue = queue;
    this.onBug = onBug;
  }

  public void start() {
    long millis = PERIOD.toMillis();
    var _ = executor.scheduleWithFixedDelay(this::once, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void once() {
    try {
      queue.flush();
    } catch (CircuitsUnavailableException later) {
      // They wait on, as many as fit; the circuits' trouble says why.
    } catch (RuntimeException e) {
      onBug.accept(e);
    }
  }

  /** Ends the loop; what still waits is written down once more if that is possible. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (executor.awaitTermination(1, TimeUnit.SECONDS)) {
        once();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
