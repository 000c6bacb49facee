package dev.ficus.gateway.boot;

import dev.ficus.gateway.circuit.Circuit;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.parity.ComparisonQueue;
import dev.ficus.gateway.parity.Decoding;
import dev.ficus.gateway.parity.EvidenceGates;
import dev.ficus.gateway.parity.EvidenceStore;
import dev.ficus.gateway.parity.EvidenceSync;
import dev.ficus.gateway.parity.Observations;
import dev.ficus.gateway.parity.SampleBook;
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
  EvidenceLoop evidenceLoop(Observations observations, EvidenceStore store, SampleBook samples) {
    return new EvidenceLoop(new EvidenceSync(observations, store, samples));
  }

  static final class EvidenceLoop implements AutoCloseable {

    private final ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("ficus-evidence").daemon().unstarted(work));

    EvidenceLoop(EvidenceSync sync) {
      var _ = thread.scheduleWithFixedDelay(() -> run(sync), 1_000, 1_000, TimeUnit.MILLISECONDS);
    }

    private static void run(EvidenceSync sync) {
      try {
        sync.run();
      } catch (StoreUnavailableException later) {
        // What was counted is kept, and handed over when the store is back.
      } catch (RuntimeException bug) {
        log.error("evidence was not handed over", bug);
      }
    }

    @Override
    public void close() {
      thread.shutdownNow();
    }
  }
}
