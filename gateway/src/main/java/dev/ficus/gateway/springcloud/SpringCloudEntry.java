package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.delivery.Courier;
import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.forwarding.Traces;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.parity.ComparisonQueue;
import dev.ficus.gateway.parity.CopiedUpstreams;
import dev.ficus.gateway.parity.Observations;
import dev.ficus.gateway.queue.BodyPointers;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
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
    clients.follow(routing.snapshot().table().upstreams());
    routing.onSwap(snapshot -> clients.follow(snapshot.table().upstreams()));
    return clients;
  }

  @Bean
  CopiedUpstreams copiedUpstreams() {
    return new CopiedUpstreams();
  }

  /** Copies of requests have connections of their own. */
  @Bean(destroyMethod = "close")
  UpstreamClients copyClients(
      Routing routing, CopiedUpstreams copies, Supplier<SslContext> upstreamTls) {
    UpstreamClients clients = new UpstreamClients(upstreamTls);
    clients.follow(copies.follow(routing.snapshot().table().upstreams()));
    routing.onSwap(snapshot -> clients.follow(copies.follow(snapshot.table().upstreams())));
    return clients;
  }

  @Bean
  ExchangeMirror.Means mirrorMeans(
      Observations observations,
      ComparisonQueue queue,
      CopiedUpstreams copies,
      Circuits circuits,
      FilterChains filters,
      @Qualifier("copyClients") UpstreamClients clients) {
    return new ExchangeMirror.Means(
        observations, queue, copies, circuits, filters, new Forwarder(clients));
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
  Courier courier(@Qualifier("upstreamClients") UpstreamClients clients) {
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
      @Qualifier("upstreamClients") UpstreamClients clients,
      QueueEntry queueEntry,
      ExchangeMirror.Means mirrors,
      ForwardingListener listener,
      ObjectProvider<Traces> traces) {
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
            mirrors,
            listener,
            traces.getIfAvailable());
    return new EntryMapping(context, handler);
  }
}
