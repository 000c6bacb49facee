package dev.ficus.gateway.delivery;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.Incoming;
import dev.ficus.gateway.route.NotifyEvent;
import dev.ficus.gateway.route.QueueSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands notices to the queue that receivers are told from, once for the fleet. Whoever tells it
 * never waits; while the queue cannot be reached, notices wait in memory, up to a number.
 */
public final class Notifier implements AutoCloseable {

  /** The header that says what it is about. */
  static final String EVENT = "Ficus-Event";

  private static final int MOST_WAITING = 1_000;
  private static final long AGAIN_MILLIS = 1_000;

  private final Queues queues;
  private final Supplier<QueueSpec.@Nullable Notify> receivers;
  private final String fleet;
  private final String instance;
  private final BlockingQueue<Notice> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param receivers as the files in force say; null if nobody wants to be told
   */
  public Notifier(
      Queues queues,
      Supplier<QueueSpec.@Nullable Notify> receivers,
      String fleet,
      String instance) {
    this.queues = queues;
    this.receivers = receivers;
    this.fleet = fleet;
    this.instance = instance;
    thread = Thread.ofVirtual().name("ficus-notify").unstarted(this::work);
  }

  /** Begins to hand over. */
  public void start() {
    thread.start();
  }

  /** Whether somebody wants to be told of such an event. */
  public boolean isWanted(NotifyEvent event) {
    QueueSpec.Notify spec = receivers.get();
    return spec != null && spec.receivers().stream().anyMatch(r -> r.events().contains(event));
  }

  /** Tells whoever wants to know; the latest is dropped if too many wait already. */
  public void tell(Notice notice) {
    if (isWanted(notice.event())) {
      boolean _ = waiting.offer(notice);
    }
  }

  private void work() {
    try {
      while (closing.getCount() > 0) {
        Notice notice = waiting.take();
        while (!isHandedOver(notice)) {
          if (closing.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Or wanted no longer. */
  private boolean isHandedOver(Notice notice) {
    if (!isWanted(notice.event())) {
      return true;
    }
    RouteQueue queue = queues.of(QueueSpec.Notify.QUEUE);
    return queue != null && queue.take(request(notice)).status() == 202;
  }

  private Incoming request(Notice notice) {
    return new Incoming(
        "POST",
        "/" + QueueSpec.Notify.QUEUE + "/" + notice.event().word(),
        null,
        List.of(
            new Header("Content-Type", "application/json"),
            new Header(EVENT, notice.event().word()),
            new Header(NoticeIntake.EVENT_ID, notice.id())),
        Body.of(notice.json(fleet, instance).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
  }
}
