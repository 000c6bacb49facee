package dev.ficus.gateway.admin;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Keeps answers of the management port out of caches, where they do not say otherwise, out of
 * frames and guesses about their type, and pages of other origins out of it altogether. Says that
 * it is Ficus that answers, because a client that was sent to another port may get anything.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AdminHeaders implements WebFilter {

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    exchange
        .getResponse()
        .beforeCommit(
            () -> {
              HttpHeaders headers = exchange.getResponse().getHeaders();
              headers.set("Ficus-Admin", "v1");
              if (!headers.containsHeader(HttpHeaders.CACHE_CONTROL)) {
                headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
              }
              headers.set("X-Content-Type-Options", "nosniff");
              headers.set("X-Frame-Options", "DENY");
              headers.set("Referrer-Policy", "no-referrer");
              headers.set("Cross-Origin-Resource-Policy", "same-origin");
              if (!headers.containsHeader("Content-Security-Policy")) {
                headers.set(
                    "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
              }
              return Mono.empty();
            });
    return CorsUtils.isPreFlightRequest(exchange.getRequest())
        ? Mono.error(
            Problem.of(ProblemType.FORBIDDEN, "no page of another origin may call").exception())
        : chain.filter(exchange);
  }
}
