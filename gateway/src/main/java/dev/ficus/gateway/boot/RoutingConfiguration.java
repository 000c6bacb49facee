package dev.ficus.gateway.boot;

import dev.ficus.gateway.delivery.Notifier;
import dev.ficus.gateway.disk.JsonDisk;
import dev.ficus.gateway.migration.Cutovers;
import dev.ficus.gateway.migration.Declarations;
import dev.ficus.gateway.migration.Fleet;
import dev.ficus.gateway.migration.Gatekeeper;
import dev.ficus.gateway.migration.ReloadRules;
import dev.ficus.gateway.migration.RouteCounts;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.RoutingStore;
import dev.ficus.gateway.migration.SharedState;
import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.migration.SyncLoop;
import dev.ficus.gateway.route.RouteCompiler;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Violation;
import dev.ficus.gateway.routefile.Placeholders;
import dev.ficus.gateway.routefile.RouteDirectory;
import dev.ficus.gateway.routefile.RouteFileReader;
import dev.ficus.gateway.routefile.RouteFileStatus;
import dev.ficus.gateway.webhook.WebhookRules;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The routing state, from the route files and the shared store to the snapshot in force. */
@Configuration(proxyBeanMethods = false)
class RoutingConfiguration {

  private static final Logger log = LoggerFactory.getLogger(RoutingConfiguration.class);

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  FilesInForce filesInForce() {
    return new FilesInForce();
  }

  @Bean
  Routing routing(RouteCounts.FirstAnswers meters) {
    return new Routing(meters);
  }

  @Bean
  InstanceIdentity instanceIdentity(
      FicusProperties properties, @Value("${server.port:8080}") int port, Clock clock) {
    return new InstanceIdentity(properties.instanceName(), port, clock);
  }

  @Bean
  SharedState sharedState(
      RoutingStore store,
      Fleet fleet,
      Routing routing,
      InstanceIdentity identity,
      FicusProperties properties,
      Clock clock) {
    SharedState shared =
        new SharedState(
            store,
            fleet,
            new JsonDisk(properties.dataDir().resolve("state"), log::warn),
            routing,
            identity,
            clock,
            System::nanoTime,
            properties.sync().recoverAfter());
    shared.start();
    return shared;
  }

  @Bean
  Declarations declarations(
      SharedState shared, Gatekeeper gatekeeper, Notices notices, FicusProperties properties) {
    boolean apply = properties.routes().onStart() == FicusProperties.OnStart.APPLY;
    return new Declarations(shared, gatekeeper, notices, apply);
  }

  @Bean
  Cutovers cutovers(SharedState shared, Gatekeeper gatekeeper, Notices notices) {
    return new Cutovers(shared, gatekeeper, notices);
  }

  @Bean
  Notices notices(ObjectProvider<Notifier> notifier, InstanceIdentity identity, Clock clock) {
    return new Notices(notifier::getObject, identity, clock);
  }

  @Bean
  RouteFileReader routeFileReader() {
    return new RouteFileReader(Placeholders.ofProcess());
  }

  @Bean(destroyMethod = "close")
  SyncLoop syncLoop(SharedState shared, Declarations declarations, RoutingStore store) {
    SyncLoop loop =
        new SyncLoop(
            shared, declarations, bug -> log.error("the shared state was not synced", bug));
    store.onChange(loop::wake);
    return loop;
  }

  /**
   * Reads the files on top of the state, then lets the loop run: its first edit is the files' own.
   */
  @Bean(destroyMethod = "close")
  RouteDirectory routeDirectory(
      FicusProperties properties,
      RouteFileReader reader,
      Routing routing,
      SharedState shared,
      SyncLoop loop,
      InstanceIdentity identity,
      FilesInForce inForce,
      Notices notices,
      MeterRegistry meters,
      Clock clock) {
    RouteDirectory.Options options =
        new RouteDirectory.Options(
            properties.routes().dir(),
            properties.dataDir(),
            properties.routes().lenient(),
            properties.routes().poll(),
            properties.routes().settle());
    RouteDirectory directory =
        RouteDirectory.start(
            options,
            reader,
            RouteCompiler::compile,
            (compiled, files) -> {
              RouteTable table = Objects.requireNonNull(compiled.table());
              List<Violation> refused =
                  new ArrayList<>(ReloadRules.check(routing.snapshot(), table));
              refused.addAll(WebhookRules.check(table, clock));
              if (refused.isEmpty()) {
                routing.apply(table);
                inForce.are(files);
                loop.wake();
              }
              return refused;
            },
            new ReloadMeters(meters, notices),
            clock);
    identity.knowsFiles(directory::fingerprint);
    retryWhenStateMoves(routing, directory);
    loop.start(properties.sync().period());
    log.info(
        "{} routes from {}, revision {}{}",
        routing.snapshot().table().routes().size(),
        properties.routes().dir(),
        routing.snapshot().state().revision().number(),
        shared.trouble() == null ? "" : "; degraded: " + shared.trouble());
    return directory;
  }

  /** A file that was refused for what its routes' stages were is tried again when they move. */
  private static void retryWhenStateMoves(Routing routing, RouteDirectory directory) {
    long[] seen = {routing.snapshot().state().revision().number()};
    routing.onSwap(
        snapshot -> {
          long now = snapshot.state().revision().number();
          boolean moved = now != seen[0];
          seen[0] = now;
          boolean waiting =
              directory.status().stream()
                  .anyMatch(file -> file.state() == RouteFileStatus.State.BROKEN);
          if (moved && waiting) {
            Thread.ofVirtual().name("route-files-retry").start(directory::retry);
          }
        });
  }

  /** Takes this instance out of the fleet at its end, after the loop has stopped reporting it. */
  @Bean
  DisposableBean leaveFleet(Fleet fleet, InstanceIdentity identity) {
    return () -> {
      try {
        fleet.leave(identity.id());
      } catch (StoreUnavailableException e) {
        log.debug("the fleet will notice by itself that this instance is gone", e);
      }
    };
  }
}
