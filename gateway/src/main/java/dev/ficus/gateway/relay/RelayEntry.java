package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.route.Listener;
import io.netty.handler.ssl.SslContext;
import java.util.function.Supplier;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this entry. */
@Configuration(proxyBeanMethods = false)
public class RelayEntry {

  @Bean
  Relay relay(
      Routing routing,
      RelaySettings settings,
      ForwardingListener listener,
      Supplier<SslContext> upstreamTls) {
    return new Relay(routing, settings, listener, upstreamTls);
  }

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> relayInFront(Relay relay) {
    return factory ->
        factory.addServerCustomizers(server -> relay.inFrontOf(server, Listener.PUBLIC));
  }
}
