package dev.ficus.gateway.boot;

import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.delivery.Courier;
import dev.ficus.gateway.delivery.Notifier;
import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.metrics.DeliveryMeters;
import dev.ficus.gateway.metrics.QueueMeters;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.queue.BodyPointers;
import dev.ficus.gateway.queue.LoopTimes;
import dev.ficus.gateway.redis.RedisConnections;
import dev.ficus.gateway.redis.RedisDurability;
import dev.ficus.gateway.redis.RedisQueueStore;
import dev.ficus.gateway.redis.RedisStores;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The queues of webhook and storage-first routes. */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {

  private static final Logger log = LoggerFactory.getLogger(QueueConfiguration.class);

  @Bean
  RedisDurability durability(RedisConnections connections) {
    return new RedisDurability(connections.link(), System::nanoTime);
  }

  @Bean
  Queues queues(
      RedisConnections connections,
      RedisStores stores,
      FicusProperties properties,
      InstanceIdentity identity,
      Routing routing,
      Circuits circuits,
      Courier courier,
      BodyPointers pointers,
      RedisDurability durability,
      MeterRegistry registry,
      Clock clock) {
    return new Queues(
        new Queues.Means(
            route -> new RedisQueueStore(connections.queueLink(), properties.fleet(), route),
            stores.queues(),
            routing,
            circuits,
            courier,
            pointers,
            new DeliveryMeters(registry),
            identity.id(),
            clock,
            System::nanoTime,
            LoopTimes.DEFAULT,
            durability::risk));
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Notifier notifier(
      Queues queues, Routing routing, FicusProperties properties, InstanceIdentity identity) {
    return new Notifier(
        queues, () -> routing.snapshot().table().notifies(), properties.fleet(), identity.name());
  }

  @Bean(destroyMethod = "close")
  Repeating queueSampling(MeterRegistry registry, Queues queues, RedisDurability durability) {
    return new Repeating(
        "ficus-queue-meters",
        Duration.ofSeconds(5),
        new QueueMeters(registry, queues, durability::risk)::sample);
  }

  @Bean(destroyMethod = "close")
  Repeating queueRecollection(Queues queues) {
    return new Repeating("ficus-queue-recollection", Duration.ofSeconds(5), queues::recollect);
  }

  /** Delivers as long as the gateway serves: it begins last and ends when serving does. */
  @Bean
  SmartLifecycle deliveries(Queues queues, Routing routing, RedisDurability durability) {
    return new SmartLifecycle() {
      private volatile boolean running;

      @Override
      public void start() {
        running = true;
        routing.onSwap(queues::follow);
        queues.follow(routing.snapshot());
        if (!queues.all().isEmpty()) {
          Thread.ofVirtual().name("ficus-durability").start(() -> warn(durability));
        }
      }

      @Override
      public void stop() {
        running = false;
        queues.close();
      }

      @Override
      public boolean isRunning() {
        return running;
      }

      @Override
      public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
      }
    };
  }

  private static void warn(RedisDurability durability) {
    String risk = durability.risk();
    if (risk != null) {
      log.warn("Redis could lose webhooks and stored requests that were confirmed: {}", risk);
    }
  }
}
