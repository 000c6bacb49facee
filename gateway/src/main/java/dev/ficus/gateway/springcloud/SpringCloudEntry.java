package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.delivery.Courier;
import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.queue.BodyPointers;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;

/** The beans of this entry. */
@Configuration(proxyBeanMethods = false)
@SuppressWarnings("rawtypes") // Spring Cloud Gateway names its factories without their type
public class SpringCloudEntry {

  @Bean(destroyMethod = "close")
  UpstreamClients upstreamClients(Routing routing, Supplier<SslContext> upstreamTls) {
    UpstreamClients clients = new UpstreamClients(upstreamTls);
    clients.follow(routing.snapshot());
    routing.onSwap(clients::follow);
    return clients;
  }

  @Bean
  FilterChains filterChains(
      Routing routing, List<GatewayFilterFactory> factories, ConfigurationService configuration) {
    FilterChains chains = new FilterChains(factories, configuration);
    chains.follow(routing.snapshot());
    routing.onSwap(chains::follow);
    return chains;
  }

  @Bean
  InternalServer internalServer(
      EntrySettings settings,
      ObjectProvider<HttpHandler> handler,
      ObjectProvider<InternalServerCustomizer> customizer) {
    return new InternalServer(
        settings, handler::getObject, customizer.getIfAvailable(() -> server -> server));
  }

  @Bean
  Courier courier(UpstreamClients clients) {
    return new ReactorCourier(clients);
  }

  @Bean
  BodyPointers bodyPointers() {
    return new JsonPointers();
  }

  @Bean(destroyMethod = "close")
  QueueEntry queueEntry(Queues queues) {
    return new QueueEntry(queues);
  }

  @Bean
  EntryMapping entryMapping(
      ApplicationContext context,
      Routing routing,
      Circuits circuits,
      EntrySettings settings,
      InternalServer internal,
      FilterChains filters,
      UpstreamClients clients,
      QueueEntry queueEntry,
      ForwardingListener listener) {
    EntryHandler handler =
        new EntryHandler(
            routing,
            circuits,
            settings,
            internal::port,
            filters,
            new Forwarder(clients),
            new WebSockets(clients),
            queueEntry,
            listener);
    return new EntryMapping(context, handler);
  }
}
