package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.forwarding.SecondChance;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.ClientKey;
import dev.ficus.gateway.migration.Decision;
import dev.ficus.gateway.migration.Routed;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Upstream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/** Takes a request from the routing decision to the end of its answer, falling back on the way. */
final class EntryHandler implements WebHandler {

  private final Routing routing;
  private final EntrySettings settings;
  private final IntSupplier internalPort;
  private final FilterChains filters;
  private final Forwarder forwarder;
  private final WebSockets webSockets;
  private final ForwardingListener listener;

  /**
   * @param internalPort the port that the internal listener is bound to
   */
  EntryHandler(
      Routing routing,
      EntrySettings settings,
      IntSupplier internalPort,
      FilterChains filters,
      Forwarder forwarder,
      WebSockets webSockets,
      ForwardingListener listener) {
    this.routing = routing;
    this.settings = settings;
    this.internalPort = internalPort;
    this.filters = filters;
    this.forwarder = forwarder;
    this.webSockets = webSockets;
    this.listener = listener;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    ExchangeHead head =
        new ExchangeHead(exchange, settings.trustedProxies(), listenerOf(exchange));
    return switch (routing.snapshot().route(head)) {
      case Routed.ToRoute(ActiveRoute route, RouteMatch match, Decision decision) ->
          switch (decision) {
            case Decision.Forward forward -> toRoute(exchange, head, route, match, forward);
            case Decision.Answer answer ->
                answer(exchange, head, route, match, answer.response());
          };
      case Routed.ToDefault(Upstream upstream) -> toDefault(exchange, head, upstream);
      case Routed.ToNobody() -> problem(exchange, Problem.nobody());
      case Routed.Ambiguous() -> problem(exchange, Problem.ambiguous());
    };
  }

  private Listener listenerOf(ServerWebExchange exchange) {
    InetSocketAddress local = exchange.getRequest().getLocalAddress();
    return local != null && local.getPort() == internalPort.getAsInt()
        ? Listener.INTERNAL
        : Listener.PUBLIC;
  }

  private Mono<Void> toDefault(ServerWebExchange exchange, ExchangeHead head, Upstream upstream) {
    ForwardedRequest request =
        new ForwardedRequest(head, null, null, Side.LEGACY, hasBody(exchange));
    return ask(exchange, request, upstream)
        .onErrorResume(
            UpstreamFailure.class, failure -> failed(exchange, request, failure.failure()))
        .doFinally(_ -> completed(exchange, request));
  }

  private Mono<Void> toRoute(
      ServerWebExchange exchange,
      ExchangeHead head,
      ActiveRoute route,
      RouteMatch match,
      Decision.Forward decision) {
    ForwardedRequest request =
        new ForwardedRequest(head, route, match, decision.side(), hasBody(exchange));
    Upstream fallback = decision.fallback();
    request.mayFallBack = fallback != null && request.safe && !request.hasBody;
    if (decision.assignedKey() != null) {
      assign(exchange, decision.assignedKey());
    }
    return ask(exchange, request, decision.upstream())
        .onErrorResume(
            UpstreamFailure.class,
            failure -> {
              boolean other =
                  SecondChance.fallBack(
                      request.fallback(), request.sent, request.safe, request.bodyLost());
              if (fallback == null || !other || exchange.getResponse().isCommitted()) {
                return failed(exchange, request, failure.failure());
              }
              request.turnTo(decision.side().other());
              request.fellBack = true;
              route.counts().fellBack();
              return ask(exchange, request, fallback)
                  .onErrorResume(
                      UpstreamFailure.class, second -> failed(exchange, request, second.failure()));
            })
        .doFinally(_ -> completed(exchange, request));
  }

  private Mono<Void> ask(
      ServerWebExchange exchange, ForwardedRequest request, Upstream upstream) {
    if (webSockets.isUpgrade(exchange)) {
      debug(exchange, request);
      return webSockets.tunnel(exchange, request, upstream);
    }
    String route = request.route == null ? null : request.route.route().id();
    List<GatewayFilter> chain = filters.of(route, request.side);
    Mono<Void> head =
        chain.isEmpty()
            ? forwarder.send(exchange, request, upstream)
            : filtered(exchange, request, upstream, chain);
    return head.then(
        Mono.defer(
            () -> {
              debug(exchange, request);
              return forwarder.body(exchange, request, upstream);
            }));
  }

  private Mono<Void> filtered(
      ServerWebExchange exchange,
      ForwardedRequest request,
      Upstream upstream,
      List<GatewayFilter> chain) {
    ServerWebExchange own = FilteredExchange.of(exchange, request);
    return FilterChains.run(own, chain, last -> forwarder.send(last, request, upstream));
  }

  private Mono<Void> answer(
      ServerWebExchange exchange,
      ExchangeHead head,
      ActiveRoute route,
      RouteMatch match,
      FixedResponse fixed) {
    ForwardedRequest request = new ForwardedRequest(head, route, match, Side.TARGET, false);
    debug(exchange, request);
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(HttpStatusCode.valueOf(fixed.status()));
    if (fixed.contentType() != null) {
      response.getHeaders().set(HttpHeaders.CONTENT_TYPE, fixed.contentType());
    }
    return write(response, fixed.body()).doFinally(_ -> completed(exchange, request));
  }

  private Mono<Void> failed(
      ServerWebExchange exchange, ForwardedRequest request, Failure failure) {
    request.outcome = failure.word();
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(new UpstreamFailure(failure, null));
    }
    exchange.getResponse().getHeaders().clear();
    debug(exchange, request);
    if (failure.status() == 503) {
      exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
    }
    return problem(exchange, Problem.of(failure));
  }

  private static Mono<Void> problem(ServerWebExchange exchange, Problem problem) {
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
    response.getHeaders().set(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
    return write(response, problem.json());
  }

  private static Mono<Void> write(ServerHttpResponse response, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    response.getHeaders().setContentLength(bytes.length);
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes)));
  }

  private void debug(ServerWebExchange exchange, ForwardedRequest request) {
    if (settings.debugHeaders() && !exchange.getResponse().isCommitted()) {
      HttpHeaders headers = exchange.getResponse().getHeaders();
      headers.set("Ficus-Upstream", request.side.word());
      if (request.route != null) {
        headers.set("Ficus-Route", request.route.route().id());
        headers.set("Ficus-Stage", request.route.stage().word());
      }
    }
  }

  private static void assign(ServerWebExchange exchange, String key) {
    ResponseCookie cookie =
        ResponseCookie.from(ClientKey.COOKIE, key)
            .path("/")
            .httpOnly(true)
            .sameSite("Lax")
            .secure(exchange.getRequest().getSslInfo() != null)
            .maxAge(Duration.ofDays(365))
            .build();
    exchange.getResponse().addCookie(cookie);
  }

  private static boolean hasBody(ServerWebExchange exchange) {
    HttpHeaders headers = exchange.getRequest().getHeaders();
    return headers.getContentLength() > 0 || headers.containsHeader("Transfer-Encoding");
  }

  private void completed(ServerWebExchange exchange, ForwardedRequest request) {
    HttpStatusCode status = exchange.getResponse().getStatusCode();
    ActiveRoute route = request.route;
    if (route != null && request.outcome == null) {
      route.counts().answered(request.side, System.currentTimeMillis());
    }
    listener.completed(
        route == null ? null : route.route().id(),
        request.side,
        status == null ? 0 : status.value(),
        request.outcome == null ? "ok" : request.outcome,
        request.fellBack,
        System.nanoTime() - request.startedAt);
  }
}
