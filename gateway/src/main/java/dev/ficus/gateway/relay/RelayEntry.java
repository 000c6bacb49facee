package dev.ficus.gateway.relay;

import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.forwarding.Traces;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.parity.ComparisonQueue;
import dev.ficus.gateway.parity.Observations;
import dev.ficus.gateway.route.Listener;
import io.netty.handler.ssl.SslContext;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.http.server.HttpServer;

/** The beans of this entry. */
@Configuration(proxyBeanMethods = false)
public class RelayEntry {

  private static final int MAX_STREAMS = 128;
  private static final int MAX_HEADER_LIST = 64 * 1024;
  private static final int MAX_RESETS = 200;
  private static final int WINDOW_SECONDS = 30;

  @Bean
  Mirroring mirroring(Observations observations, ComparisonQueue queue) {
    return new Mirroring(observations, queue);
  }

  @Bean
  Relay relay(
      Routing routing,
      Circuits circuits,
      RelaySettings settings,
      ForwardingListener listener,
      Mirroring mirroring,
      Supplier<SslContext> upstreamTls,
      ObjectProvider<Traces> traces) {
    return new Relay(
        routing, circuits, settings, listener, mirroring, upstreamTls, traces.getIfAvailable());
  }

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> relayInFront(Relay relay) {
    return factory ->
        factory.addServerCustomizers(server -> relay.inFrontOf(limited(server), Listener.PUBLIC));
  }

  /**
   * What one connection may ask of the gateway over HTTP/2. The numbers of resets, either way, are
   * what ends rapid resets (CVE-2023-44487) and resets that the client makes the gateway send
   * (CVE-2025-8671).
   */
  private static HttpServer limited(HttpServer server) {
    return server.http2Settings(
        settings ->
            settings
                .maxConcurrentStreams(MAX_STREAMS)
                .maxHeaderListSize(MAX_HEADER_LIST)
                .maxDecodedRstFramesPerWindow(MAX_RESETS, WINDOW_SECONDS)
                .maxEncodedRstFramesPerWindow(MAX_RESETS, WINDOW_SECONDS));
  }
}
