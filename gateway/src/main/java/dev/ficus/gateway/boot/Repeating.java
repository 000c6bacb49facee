package dev.ficus.gateway.boot;

import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.queue.QueueUnavailableException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again, on a thread of its own; what the store's absence stops waits for
 * the next time.
 */
final class Repeating implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Repeating.class);

  private final ScheduledExecutorService executor;

  /**
   * @param pause between the end of one run and the start of the next
   */
  Repeating(String name, Duration pause, Runnable work) {
    executor =
        Executors.newSingleThreadScheduledExecutor(
            loop -> Thread.ofPlatform().name(name).daemon().unstarted(loop));
    var _ =
        executor.scheduleWithFixedDelay(
            () -> run(name, work), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void run(String name, Runnable work) {
    try {
      work.run();
    } catch (StoreUnavailableException | QueueUnavailableException later) {
      // Nothing is lost by it: what was counted is kept, and plans stand still.
    } catch (RuntimeException bug) {
      log.error("{} failed, and goes on", name, bug);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
