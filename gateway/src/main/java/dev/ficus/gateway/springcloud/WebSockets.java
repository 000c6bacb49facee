package dev.ficus.gateway.springcloud;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;

import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.Upstream;
import java.net.URI;
import org.springframework.cloud.gateway.filter.WebsocketRoutingFilter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Hands WebSocket upgrades to Spring Cloud Gateway's own routing. */
final class WebSockets {

  private final WebsocketRoutingFilter routing;
  private final UpstreamClients clients;

  WebSockets(WebsocketRoutingFilter routing, UpstreamClients clients) {
    this.routing = routing;
    this.clients = clients;
  }

  boolean isUpgrade(ServerWebExchange exchange) {
    return "websocket".equalsIgnoreCase(exchange.getRequest().getHeaders().getUpgrade());
  }

  Mono<Void> tunnel(ServerWebExchange exchange, ForwardedRequest request, Upstream upstream) {
    URI url = clients.of(upstream).nextUrl();
    String path = request.head.rawPath();
    String query = request.head.rawQuery();
    Rewrite rewrite = Forwarder.rewriteOf(request);
    if (rewrite != null && request.match != null) {
      path = rewrite.path(request.match, request.head);
      query = rewrite.query(request.match, request.head);
    }
    String scheme = "https".equals(url.getScheme()) ? "wss" : "ws";
    exchange
        .getAttributes()
        .put(
            GATEWAY_REQUEST_URL_ATTR,
            URI.create(
                scheme + "://" + url.getAuthority() + path + (query == null ? "" : "?" + query)));
    return routing.filter(exchange, _ -> Mono.empty());
  }
}
