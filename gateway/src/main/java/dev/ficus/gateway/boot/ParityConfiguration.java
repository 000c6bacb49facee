package dev.ficus.gateway.boot;

import dev.ficus.gateway.circuit.Circuit;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.migration.Cutovers;
import dev.ficus.gateway.migration.EndpointStore;
import dev.ficus.gateway.migration.EndpointSync;
import dev.ficus.gateway.migration.LegacyUseSync;
import dev.ficus.gateway.migration.PlanDriver;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.SharedState;
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
import java.time.Duration;
import org.brotli.dec.BrotliInputStream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Evidence: what is compared, where it is counted, and what gates make of it. */
@Configuration(proxyBeanMethods = false)
class ParityConfiguration {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Bodies are compared decoded; beyond it one is taken for a bomb. */
  private static final int MOST_DECODED = 4 << 20;

  /** Copies of requests may fill this part of the heap at most. */
  private static final int COPIES_SHARE = 4;

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
        new Observations(
            new Decoding(BrotliInputStream::new, MOST_DECODED),
            Runtime.getRuntime().maxMemory() / COPIES_SHARE);
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
    // Once its pause is over it is no longer a fact that the target is down, but a question.
    return circuit != null && circuit.isOpen() && !circuit.isPauseOver(System.nanoTime());
  }

  /** Hands evidence over once a second. */
  @Bean(destroyMethod = "close")
  Repeating evidenceLoop(Observations observations, EvidenceStore store, SampleBook samples) {
    return new Repeating(
        "ficus-evidence", SECOND, new EvidenceSync(observations, store, samples)::run);
  }

  /** Hands over what has been seen of endpoints that no route claims. */
  @Bean(destroyMethod = "close")
  Repeating endpointLoop(Routing routing, EndpointStore store) {
    return new Repeating(
        "ficus-endpoints", SECOND, new EndpointSync(routing.unclaimed(), store)::run);
  }

  /** Hands over when routes last needed legacy, and hears it of the other instances. */
  @Bean(destroyMethod = "close")
  Repeating legacyUseLoop(Routing routing, RedisStores stores) {
    return new Repeating(
        "ficus-legacy-use", SECOND, new LegacyUseSync(routing, stores.legacyUse())::run);
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
  Repeating planLoop(PlanDriver driver) {
    return new Repeating("ficus-plans", SECOND, driver::run);
  }
}
