package dev.ficus.gateway.boot;

import dev.ficus.gateway.admin.AdminServices;
import dev.ficus.gateway.admin.AdminTokens;
import dev.ficus.gateway.admin.OperatorToken;
import dev.ficus.gateway.admin.RouteFiles;
import dev.ficus.gateway.admin.ThisInstance;
import dev.ficus.gateway.audit.AuditLog;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.circuit.FailureLedger;
import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.migration.Cutovers;
import dev.ficus.gateway.migration.Declarations;
import dev.ficus.gateway.migration.EndpointStore;
import dev.ficus.gateway.migration.Fleet;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.SharedState;
import dev.ficus.gateway.parity.EvidenceGates;
import dev.ficus.gateway.redis.RedisTokens;
import dev.ficus.gateway.routefile.RouteDirectory;
import dev.ficus.gateway.routefile.RouteFileReader;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the admin API works with. */
@Configuration(proxyBeanMethods = false)
class AdminConfiguration {

  @Bean(initMethod = "start", destroyMethod = "close")
  AdminTokens adminTokens(
      RedisTokens redis,
      FicusProperties properties,
      @Value("${FICUS_ADMIN_TOKEN:}") String configured,
      Clock clock) {
    return new AdminTokens(
        new StoredTokens(redis), OperatorToken.of(configured, properties.dataDir()), clock);
  }

  @Bean
  RouteFiles adminRouteFiles(
      RouteDirectory directory, FilesInForce inForce, RouteFileReader reader, Routing routing) {
    return new AdminRouteFiles(directory, inForce, reader, routing);
  }

  @Bean
  AdminServices adminServices(
      InstanceIdentity identity,
      Routing routing,
      SharedState shared,
      Cutovers cutovers,
      Declarations declarations,
      Fleet fleet,
      AuditLog audit,
      Circuits circuits,
      FailureLedger failures,
      Queues queues,
      EvidenceGates gates,
      EndpointStore endpoints,
      RouteFiles files,
      AdminTokens tokens,
      Clock clock) {
    return new AdminServices(
        new ThisInstance(identity.id(), identity.name(), identity.version()),
        routing,
        shared,
        cutovers,
        declarations,
        fleet,
        audit,
        circuits,
        failures,
        queues,
        gates,
        endpoints,
        files,
        tokens,
        clock);
  }
}
