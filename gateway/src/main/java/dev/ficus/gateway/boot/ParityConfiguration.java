package dev.ficus.gateway.boot;

import dev.ficus.gateway.circuit.Circuit;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.migration.Cutovers;
import dev.ficus.gateway.migration.PlanDriver;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.SharedState;
import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.parity.ComparisonQueue;
import dev.ficus.gateway.parity.Decoding;
import dev.ficus.gateway.parity.EvidenceGates;
import dev.ficus.gateway.parity.EvidenceStore;
import dev.ficus.gateway.parity.EvidenceSync;
import dev.ficus.gateway.parity.Observations;
import dev.ficus.gateway.parity.SampleBook;
import dev.ficus.gateway.redis.RedisConnections;
import dev.ficus.gateway.redis.RedisDriverLease;
import dev.ficus.gateway.redis.RedisStores;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.Upstream;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.brotli.dec.BrotliInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Evidence: what is compared, where it is counted, and what gates make of it. */
@Configuration(proxyBeanMethods = false)
class ParityConfiguration {

  private static final Logger log = LoggerFactory.getLogger(ParityConfiguration.class);

  /** Bodies are compared decoded; beyond it one is taken for a bomb. */
  private static final int MOST_DECODED = 4 << 20;

  @Bean
  EvidenceStore evidenceStore(RedisStores stores) {
    return stores.evidence();
  }

  @Bean
  SampleBook sampleBook(Clock clock) {
    return new SampleBook(clock);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  ComparisonQueue comparisonQueue(SampleBook samples) {
    return new ComparisonQueue(samples);
  }

  @Bean
  Observations observations(Routing routing) {
    Observations observations =
        new Observations(new Decoding(BrotliInputStream::new, MOST_DECODED));
    observations.follow(routing.snapshot());
    routing.onSwap(observations::follow);
    return observations;
  }

  @Bean
  EvidenceGates evidenceGates(Observations observations, EvidenceStore store, Circuits circuits) {
    return new EvidenceGates(observations, store, route -> isTargetOpen(circuits, route));
  }

  private static boolean isTargetOpen(Circuits circuits, Route route) {
    if (!(route.target() instanceof Target.ToUpstream(Upstream upstream))) {
      return false;
    }
    Circuit circuit = circuits.circuit(route, upstream);
    return circuit != null && circuit.isOpen();
  }

  /** Hands evidence over once a second. */
  @Bean(destroyMethod = "close")
  EverySecond evidenceLoop(Observations observations, EvidenceStore store, SampleBook samples) {
    return new EverySecond("ficus-evidence", new EvidenceSync(observations, store, samples)::run);
  }

  @Bean
  PlanDriver planDriver(
      SharedState shared,
      Cutovers cutovers,
      EvidenceGates gates,
      RedisConnections redis,
      FicusProperties properties,
      InstanceIdentity identity) {
    PlanDriver.Lease lease = new RedisDriverLease(redis.link(), properties.fleet(), identity.id());
    return new PlanDriver(shared, cutovers, gates, lease, System::nanoTime);
  }

  @Bean(destroyMethod = "close")
  EverySecond planLoop(PlanDriver driver) {
    return new EverySecond("ficus-plans", driver::run);
  }

  /** Does something once a second, on a thread of its own; what the store's absence stops waits. */
  static final class EverySecond implements AutoCloseable {

    private final ScheduledExecutorService executor;

    EverySecond(String name, Runnable work) {
      executor =
          Executors.newSingleThreadScheduledExecutor(
              loop -> Thread.ofPlatform().name(name).daemon().unstarted(loop));
      var _ =
          executor.scheduleWithFixedDelay(
              () -> run(name, work), 1_000, 1_000, TimeUnit.MILLISECONDS);
    }

    private static void run(String name, Runnable work) {
      try {
        work.run();
      } catch (StoreUnavailableException later) {
        // Nothing is lost by it: what was counted is kept, and plans stand still.
      } catch (RuntimeException bug) {
        log.error("{} failed, and goes on in a second", name, bug);
      }
    }

    @Override
    public void close() {
      executor.shutdownNow();
    }
  }
}
