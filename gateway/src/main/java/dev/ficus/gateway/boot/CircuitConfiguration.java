package dev.ficus.gateway.boot;

import dev.ficus.gateway.circuit.CircuitLoop;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.circuit.FailureLedger;
import dev.ficus.gateway.circuit.FailureLoop;
import dev.ficus.gateway.circuit.FailureQueue;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.redis.RedisStores;
import dev.ficus.gateway.resilience.Resilience4jBreakers;
import dev.ficus.gateway.route.RouteTable;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The fleet's circuits, and the ledger of what has failed. */
@Configuration(proxyBeanMethods = false)
class CircuitConfiguration {

  private static final Logger log = LoggerFactory.getLogger(CircuitConfiguration.class);

  /** How many failed requests wait for the ledger at most: a few megabytes. */
  private static final int WAITING_FAILURES = 10_000;

  @Bean
  Circuits circuits(
      RedisStores stores, InstanceIdentity identity, Routing routing, Notices notices) {
    Circuits circuits =
        new Circuits(
            stores.circuits(),
            new Resilience4jBreakers(System::nanoTime),
            System::nanoTime,
            identity.id());
    circuits.onOpening(notices::opened);
    AtomicReference<RouteTable> known = new AtomicReference<>();
    Consumer<RoutingSnapshot> follow =
        snapshot -> {
          RouteTable table = snapshot.table();
          // A cutover changes stages, not circuits.
          if (known.getAndSet(table) != table) {
            circuits.use(table);
          }
        };
    follow.accept(routing.snapshot());
    routing.onSwap(follow);
    return circuits;
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  CircuitLoop circuitLoop(Circuits circuits) {
    return new CircuitLoop(
        circuits, bug -> log.error("the circuits were not brought up to date", bug));
  }

  @Bean
  FailureLedger failureLedger(RedisStores stores) {
    return stores.failures();
  }

  @Bean
  FailureQueue failureQueue(FailureLedger ledger, MeterRegistry registry) {
    FailureQueue queue = new FailureQueue(ledger, WAITING_FAILURES, System::nanoTime);
    FunctionCounter.builder("ficus.failures.dropped", queue, FailureQueue::dropped)
        .description("failed requests that did not come into the ledger")
        .register(registry);
    return queue;
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  FailureLoop failureLoop(FailureQueue queue) {
    return new FailureLoop(queue, bug -> log.error("failed requests were not written down", bug));
  }
}
