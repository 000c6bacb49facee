package dev.ficus.gateway.metrics;

import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.delivery.RouteQueue;
import dev.ficus.gateway.queue.QueueStatus;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.queue.SubscriberStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/**
 * How much lies in the queues, as it was when somebody last looked: asking the store is not a
 * scrape's business. Without the store nothing is shown, rather than something old.
 */
public final class QueueMeters {

  private final Queues queues;
  private final MultiGauge messages;
  private final MultiGauge bytes;

  public QueueMeters(MeterRegistry registry, Queues queues) {
    this.queues = queues;
    messages =
        MultiGauge.builder("ficus.queue.messages")
            .description("messages of a subscriber by state")
            .register(registry);
    bytes =
        MultiGauge.builder("ficus.queue.bytes")
            .description("what counts for a queue's capacity")
            .baseUnit("bytes")
            .register(registry);
  }

  /** Looks. Blocking. */
  public void sample() {
    List<Row<?>> counts = new ArrayList<>();
    List<Row<?>> sizes = new ArrayList<>();
    try {
      for (RouteQueue queue : queues.all()) {
        QueueStatus status = queue.store().status();
        sizes.add(Row.of(Tags.of("route", queue.route()), status.bytes()));
        for (SubscriberStatus its : status.subscribers()) {
          counts.add(row(queue, its, "waiting", its.waiting()));
          counts.add(row(queue, its, "leased", its.leased()));
          counts.add(row(queue, its, "retrying", its.retrying()));
          counts.add(row(queue, its, "replaying", its.replaying()));
          counts.add(row(queue, its, "dead", its.dead()));
        }
      }
    } catch (QueueUnavailableException away) {
      counts.clear();
      sizes.clear();
    }
    messages.register(counts, true);
    bytes.register(sizes, true);
  }

  private static Row<?> row(RouteQueue queue, SubscriberStatus of, String state, long count) {
    return Row.of(Tags.of("route", queue.route(), "subscriber", of.name(), "state", state), count);
  }
}
