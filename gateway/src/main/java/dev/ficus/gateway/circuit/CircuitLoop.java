package dev.ficus.gateway.circuit;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Lets circuits tick on a thread of their own: ten times a second, and at once when woken. */
public final class CircuitLoop implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofMillis(100);

  private final Circuits circuits;
  private final Consumer<RuntimeException> onBug;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final ScheduledExecutorService executor;

  /**
   * @param onBug told of what should never happen; the loop goes on all the same
   */
  public CircuitLoop(Circuits circuits, Consumer<RuntimeException> onBug) {
    this.circuits = circuits;
    this.onBug = onBug;
    executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ficus-circuits").daemon().factory());
  }

  public void start() {
    circuits.onWork(this::wake);
    var _ =
        executor.scheduleWithFixedDelay(this::once, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void wake() {
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
      var _ = circuits.tick();
    } catch (RuntimeException e) {
      onBug.accept(e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
