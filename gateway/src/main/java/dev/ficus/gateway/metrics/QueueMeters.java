package dev.ficus.gateway.metrics;

import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.delivery.RouteQueue;
import dev.ficus.gateway.queue.QueueStatus;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.queue.SubscriberStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How much lies in the queues, as it was when somebody last looked: asking the store is not a
 * scrape's business. Without the store nothing is shown, rather than something old.
 */
public final class QueueMeters {

  private final Queues queues;
  private final MultiGauge messages;
  private final MultiGauge bytes;
  private final MultiGauge oldest;
  private final Supplier<@Nullable String> risk;
  private volatile double risky = Double.NaN;

  /**
   * @param risk why the store could lose what it has confirmed, or null; may wait for it
   */
  public QueueMeters(MeterRegistry registry, Queues queues, Supplier<@Nullable String> risk) {
    this.queues = queues;
    this.risk = risk;
    oldest =
        MultiGauge.builder("ficus.queue.oldest.waiting")
            .description("how long the first message that waits for a subscriber has waited")
            .baseUnit("seconds")
            .register(registry);
    Gauge.builder("ficus.queue.durability.risk", this, its -> its.risky)
        .description("1 if Redis could lose messages that it has confirmed")
        .register(registry);
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
    List<Row<?>> ages = new ArrayList<>();
    try {
      for (RouteQueue queue : queues.all()) {
        QueueStatus status = queue.store().status();
        sizes.add(Row.of(Tags.of("route", queue.route()), status.bytes()));
        for (SubscriberStatus its : status.subscribers()) {
          Tags tags = Tags.of("route", queue.route(), "subscriber", its.name());
          ages.add(Row.of(tags, its.oldestWaiting().toMillis() / 1e3));
          counts.add(row(queue, its, "waiting", its.waiting()));
          counts.add(row(queue, its, "leased", its.leased()));
          counts.add(row(queue, its, "retrying", its.retrying()));
          counts.add(row(queue, its, "replaying", its.replaying()));
          counts.add(row(queue, its, "dead", its.dead()));
        }
      }
      risky = queues.all().isEmpty() || risk.get() == null ? 0 : 1;
    } catch (QueueUnavailableException away) {
      counts.clear();
      sizes.clear();
      ages.clear();
      risky = Double.NaN;
    }
    messages.register(counts, true);
    bytes.register(sizes, true);
    oldest.register(ages, true);
  }

  private static Row<?> row(RouteQueue queue, SubscriberStatus of, String state, long count) {
    return Row.of(Tags.of("route", queue.route(), "subscriber", of.name(), "state", state), count);
  }
}
