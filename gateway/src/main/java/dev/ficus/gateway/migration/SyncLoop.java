package dev.ficus.gateway.migration;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Syncs with the fleet on one thread: at once when something has changed, else once a period, so
 * that a lost notice costs a period at most.
 */
public final class SyncLoop implements AutoCloseable {

  private final SharedState shared;
  private final Declarations declarations;
  private final Consumer<RuntimeException> onBug;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final ScheduledExecutorService executor;

  /**
   * @param onBug told of what should never happen; the loop goes on all the same
   */
  public SyncLoop(SharedState shared, Declarations declarations, Consumer<RuntimeException> onBug) {
    this.shared = shared;
    this.declarations = declarations;
    this.onBug = onBug;
    executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ficus-sync").daemon().factory());
  }

  public void start(Duration period) {
    var _ =
        executor.scheduleWithFixedDelay(this::once, 0, period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Syncs soon, on the loop's own thread. */
  public void wake() {
    if (woken.compareAndSet(false, true)) {
      try {
        executor.execute(this::once);
      } catch (RejectedExecutionException closed) {
        woken.set(false);
      }
    }
  }

  private void once() {
    woken.set(false);
    try {
      if (shared.sync()) {
        declarations.submit();
      }
    } catch (StoreUnavailableException e) {
      shared.troubled(e);
    } catch (RuntimeException e) {
      onBug.accept(e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
