package dev.ficus.gateway.boot;

import ch.qos.logback.classic.LoggerContext;
import dev.ficus.gateway.accesslog.AccessLog;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.circuit.FailureQueue;
import dev.ficus.gateway.forwarding.FailureRecorder;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.forwarding.TrustedProxies;
import dev.ficus.gateway.metrics.ForwardingMeters;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.SharedState;
import dev.ficus.gateway.relay.Relay;
import dev.ficus.gateway.relay.RelaySettings;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.routefile.RouteDirectory;
import dev.ficus.gateway.routefile.RouteFileStatus;
import dev.ficus.gateway.springcloud.EntrySettings;
import dev.ficus.gateway.springcloud.InternalServerCustomizer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.handler.ssl.SslContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** What the entries are set to, and what is said about them. */
@Configuration(proxyBeanMethods = false)
class EntryConfiguration {

  @Bean
  EntrySettings entrySettings(FicusProperties properties) {
    return new EntrySettings(
        properties.debugHeaders(),
        new TrustedProxies(properties.trustedProxies()),
        properties.internalAddress(),
        properties.internalPort(),
        properties.limits().body().toBytes(),
        properties.patience().body());
  }

  @Bean
  RelaySettings relaySettings(FicusProperties properties, ServerProperties server) {
    FicusProperties.Limits limits = properties.limits();
    FicusProperties.Patience patience = properties.patience();
    return new RelaySettings(
        properties.relay().enabled(),
        properties.debugHeaders(),
        server.getHttp2().isEnabled(),
        new TrustedProxies(properties.trustedProxies()),
        new RelaySettings.Limits(
            Math.toIntExact(limits.requestLine().toBytes()),
            Math.toIntExact(limits.head().toBytes()),
            limits.fields(),
            limits.body().toBytes()),
        new RelaySettings.Patience(
            patience.keepAlive(), patience.head(), patience.body(), patience.write()));
  }

  @Bean
  Supplier<SslContext> upstreamTls(FicusProperties properties, ObjectProvider<SslBundles> bundles) {
    return new UpstreamTls(properties.upstreamTls().bundle(), bundles);
  }

  @Bean
  GracefulStop gracefulStop(ApplicationContext context, Relay relay, FicusProperties properties) {
    FicusProperties.Shutdown shutdown = properties.shutdown();
    return new GracefulStop(context, relay, shutdown.delay(), shutdown.grace());
  }

  @Bean
  MeterBinder relayMeters(Relay relay) {
    return registry -> {
      connections(registry, "client", relay, Relay::clientCount);
      connections(registry, "upstream", relay, Relay::upstreamCount);
    };
  }

  private static void connections(
      MeterRegistry registry, String end, Relay relay, ToDoubleFunction<Relay> count) {
    Gauge.builder("ficus.connections", relay, count)
        .description("open connections of the relay")
        .tag("end", end)
        .register(registry);
  }

  @Bean
  InternalServerCustomizer relayInFrontOfInternalServer(Relay relay) {
    return server -> relay.inFrontOf(server, Listener.INTERNAL);
  }

  @Bean
  @ConditionalOnProperty("ficus.access-log.file")
  AccessLog accessLog(FicusProperties properties, MeterRegistry registry, Clock clock) {
    FicusProperties.AccessLogFile wanted = properties.accessLog();
    AccessLog log =
        new AccessLog(
            (LoggerContext) LoggerFactory.getILoggerFactory(),
            wanted.format(),
            Objects.requireNonNull(wanted.file()),
            wanted.keepDays(),
            clock);
    FunctionCounter.builder("ficus.access-log.dropped", log, AccessLog::dropped)
        .description("lines of the access log that came faster than they could be written")
        .register(registry);
    return log;
  }

  @Bean
  ForwardingMeters forwardingMeters(MeterRegistry registry) {
    return new ForwardingMeters(registry);
  }

  @Bean
  @Primary
  ForwardingListener forwardingListener(
      ForwardingMeters meters,
      FailureQueue failures,
      InstanceIdentity identity,
      ObjectProvider<AccessLog> accessLog) {
    List<ForwardingListener> listeners = new ArrayList<>();
    listeners.add(meters);
    listeners.add(new FailureRecorder(failures, identity.name()));
    accessLog.ifAvailable(listeners::add);
    return ForwardingListener.all(listeners);
  }

  /**
   * Never down for want of Redis: traffic flows without it, and that is what health is asked for.
   */
  @Bean
  HealthIndicator ficusHealthIndicator(
      Routing routing,
      SharedState shared,
      Circuits circuits,
      RouteDirectory files,
      MeterRegistry registry) {
    Gauge.builder("ficus.degraded", shared, s -> s.trouble() == null ? 0 : 1)
        .description("1 while the shared store cannot be reached")
        .register(registry);
    Gauge.builder("ficus.revision", routing, r -> r.snapshot().state().revision().number())
        .description("the revision of the routing state in force")
        .register(registry);
    return () -> {
      String trouble = shared.trouble() == null ? circuits.trouble() : shared.trouble();
      Health.Builder health =
          Health.up()
              .withDetail("revision", routing.snapshot().state().revision().number())
              .withDetail("routes", routing.snapshot().table().routes().size())
              .withDetail("degraded", trouble != null);
      if (trouble != null) {
        health.withDetail("trouble", trouble);
      }
      List<String> broken =
          files.status().stream()
              .filter(file -> file.state() != RouteFileStatus.State.GOOD)
              .map(RouteFileStatus::report)
              .toList();
      if (!broken.isEmpty()) {
        health.withDetail("routeFiles", broken);
      }
      return health.build();
    };
  }
}
