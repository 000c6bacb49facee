package dev.ficus.gateway.boot;

import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.metrics.CircuitMeters;
import dev.ficus.gateway.metrics.ConnectionMeters;
import dev.ficus.gateway.metrics.CopyMeters;
import dev.ficus.gateway.metrics.CutoverMeters;
import dev.ficus.gateway.metrics.FleetMeters;
import dev.ficus.gateway.metrics.RouteMeters;
import dev.ficus.gateway.migration.Fleet;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.SharedState;
import dev.ficus.gateway.parity.ComparisonQueue;
import dev.ficus.gateway.parity.Observations;
import dev.ficus.gateway.relay.Relay;
import dev.ficus.gateway.routefile.RouteDirectory;
import dev.ficus.gateway.routefile.RouteFileStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is read for each scrape, and never counted for it. {@code docs/metrics.md} lists it. */
@Configuration(proxyBeanMethods = false)
class MeterConfiguration {

  private static final Duration PERIOD = Duration.ofSeconds(5);

  /** Without Prometheus there is nobody to collect. */
  @Bean
  SmartInitializingSingleton collectors(
      ObjectProvider<PrometheusRegistry> prometheus,
      FicusProperties properties,
      Routing routing,
      Circuits circuits,
      Observations observations,
      ComparisonQueue comparisons,
      Relay relay) {
    return () ->
        prometheus.ifAvailable(
            registry -> {
              registry.register(new RouteMeters(routing, properties.metrics().latencyByRoute()));
              registry.register(new CircuitMeters(circuits));
              registry.register(new CopyMeters(observations, comparisons));
              registry.register(new ConnectionMeters(relay::openByUpstream));
            });
  }

  @Bean
  CutoverMeters cutoverMeters(MeterRegistry registry, SharedState shared) {
    CutoverMeters meters = new CutoverMeters(registry);
    shared.onCommit(meters);
    return meters;
  }

  @Bean(destroyMethod = "close")
  Repeating fleetSampling(
      MeterRegistry registry, Fleet fleet, Routing routing, InstanceIdentity identity) {
    FleetMeters meters = new FleetMeters(registry, fleet, routing, identity::files);
    return new Repeating("ficus-fleet-meters", PERIOD, meters::sample);
  }

  @Bean
  Gauge brokenFiles(MeterRegistry registry, RouteDirectory files) {
    return Gauge.builder("ficus.routes.files.broken", files, MeterConfiguration::broken)
        .description("route files whose last good version stays in force")
        .register(registry);
  }

  private static double broken(RouteDirectory files) {
    return files.status().stream()
        .filter(file -> file.state() != RouteFileStatus.State.GOOD)
        .count();
  }
}
