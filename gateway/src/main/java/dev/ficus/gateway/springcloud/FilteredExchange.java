package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.route.Rewrite;
import java.net.URI;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/** Prepares an exchange for Spring Cloud Gateway's filters: they see the path as rewritten. */
final class FilteredExchange {

  private FilteredExchange() {}

  static ServerWebExchange of(ServerWebExchange exchange, ForwardedRequest request) {
    URI uri = exchange.getRequest().getURI();
    exchange.getAttributes().put(FilterChains.CHANGED_URI, uri);
    Rewrite rewrite = Forwarder.rewriteOf(request);
    if (rewrite == null || request.match == null) {
      return exchange;
    }
    String query = rewrite.query(request.match, request.head);
    String path = rewrite.path(request.match, request.head);
    URI rewritten =
        URI.create(
            uri.getScheme()
                + "://"
                + uri.getRawAuthority()
                + path
                + (query == null ? "" : "?" + query));
    ServerHttpRequest changed = exchange.getRequest().mutate().uri(rewritten).build();
    return exchange.mutate().request(changed).build();
  }
}
