package dev.ficus.gateway.metrics;

import dev.ficus.gateway.delivery.DeliveryListener;
import dev.ficus.gateway.queue.DeliveryVerdict;
import dev.ficus.gateway.queue.LeasedMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts deliveries by consumer and verdict, and says in the log when the queue has trouble. */
public final class DeliveryMeters implements DeliveryListener {

  private static final Logger log = LoggerFactory.getLogger(DeliveryMeters.class);
  private static final long QUIET_NANOS = 10_000_000_000L;

  private record Key(String route, String subscriber, String verdict) {}

  private final MeterRegistry registry;
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final AtomicLong saidAt = new AtomicLong(System.nanoTime() - QUIET_NANOS);

  public DeliveryMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void delivered(LeasedMessage message, DeliveryVerdict verdict) {
    String word =
        switch (verdict) {
          case DeliveryVerdict.Done _ -> "done";
          case DeliveryVerdict.Dead _ -> "dead";
          case DeliveryVerdict.Retry _ -> "retry";
          case DeliveryVerdict.NotSent _ -> "not-sent";
        };
    counters
        .computeIfAbsent(
            new Key(message.lease().id().route(), message.lease().subscriber(), word),
            this::counter)
        .increment();
  }

  private Counter counter(Key key) {
    return Counter.builder("ficus.deliveries")
        .description("attempts to deliver queued messages")
        .tag("route", key.route)
        .tag("subscriber", key.subscriber)
        .tag("verdict", key.verdict)
        .register(registry);
  }

  @Override
  public void lost(String route, int leases) {
    log.warn(
        "{} leases of queue {} were not renewed in time; others may deliver them", leases, route);
  }

  /** One line in a while: without Redis there is trouble many times a second. */
  @Override
  public void troubled(RuntimeException trouble) {
    long before = saidAt.get();
    long now = System.nanoTime();
    if (now - before >= QUIET_NANOS && saidAt.compareAndSet(before, now)) {
      log.warn("a queue has trouble, and goes on trying: {}", trouble.toString());
    }
    log.debug("a queue has trouble", trouble);
  }
}
