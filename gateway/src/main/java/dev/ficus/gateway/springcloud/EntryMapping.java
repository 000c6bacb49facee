package dev.ficus.gateway.springcloud;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Sends every request of the main port to the entry, ahead of all other mappings. The management
 * port inherits this mapping with the main context's beans, but its exchanges carry another context
 * and pass by.
 */
final class EntryMapping implements HandlerMapping, Ordered {

  private final ApplicationContext main;
  private final Mono<Object> handler;

  EntryMapping(ApplicationContext main, EntryHandler handler) {
    this.main = main;
    this.handler = Mono.just(handler);
  }

  @Override
  public Mono<Object> getHandler(ServerWebExchange exchange) {
    ApplicationContext own = exchange.getApplicationContext();
    return own != null && own.getId() != null && own.getId().equals(main.getId())
        ? handler
        : Mono.empty();
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }
}
