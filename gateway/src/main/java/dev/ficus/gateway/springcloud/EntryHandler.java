package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.circuit.Admission;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.forwarding.Asking;
import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.forwarding.ForwardingTable;
import dev.ficus.gateway.forwarding.GuardedCall;
import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.Outcome;
import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.forwarding.Traces;
import dev.ficus.gateway.http1.Fault;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.ClientKey;
import dev.ficus.gateway.migration.Decision;
import dev.ficus.gateway.migration.Routed;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.parity.Observation;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Upstream;
import dev.ficus.gateway.storagefirst.StoredRequests;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Takes a request from the routing decision to the end of its answer, falling back on the way. */
final class EntryHandler implements WebHandler {

  private final Routing routing;
  private final Circuits circuits;
  private final EntrySettings settings;
  private final IntSupplier internalPort;
  private final FilterChains filters;
  private final Forwarder forwarder;
  private final WebSockets webSockets;
  private final QueueEntry queueEntry;
  private final ExchangeMirror.Means mirrors;
  private final ForwardingListener listener;
  private final @Nullable Traces traces;
  private final HeaderRules headerRules;

  /**
   * @param internalPort the port that the internal listener is bound to
   * @param traces null where nobody wants traces
   */
  EntryHandler(
      Routing routing,
      Circuits circuits,
      EntrySettings settings,
      IntSupplier internalPort,
      FilterChains filters,
      Forwarder forwarder,
      WebSockets webSockets,
      QueueEntry queueEntry,
      ExchangeMirror.Means mirrors,
      ForwardingListener listener,
      @Nullable Traces traces) {
    this.routing = routing;
    this.circuits = circuits;
    this.settings = settings;
    this.internalPort = internalPort;
    this.filters = filters;
    this.forwarder = forwarder;
    this.webSockets = webSockets;
    this.queueEntry = queueEntry;
    this.mirrors = mirrors;
    headerRules = new HeaderRules(settings.trustedProxies());
    this.listener = listener;
    this.traces = traces;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    ExchangeHead head = new ExchangeHead(exchange, settings.trustedProxies(), listenerOf(exchange));
    if (!head.isHttp2() || !hasBody(exchange)) {
      return handle(exchange, head);
    }
    ServerHttpRequest request = exchange.getRequest();
    if (settings.maxBody() > 0 && request.getHeaders().getContentLength() > settings.maxBody()) {
      return refused(exchange, Problem.of(Fault.BODY_TOO_LARGE));
    }
    LimitedBody limited = new LimitedBody(request, head, settings);
    return handle(exchange.mutate().request(limited).build(), head);
  }

  private Mono<Void> handle(ServerWebExchange exchange, ExchangeHead head) {
    RoutingSnapshot snapshot = routing.snapshot();
    if (snapshot.keepsResults() && StoredRequests.isTheirs(head.rawPath())) {
      return queueEntry.tell(exchange, head);
    }
    return switch (snapshot.route(head)) {
      case Routed.ToRoute(ActiveRoute route, RouteMatch match, Decision _)
          when route.route().queue() != null ->
          queued(exchange, head, route, match);
      case Routed.ToRoute(ActiveRoute route, RouteMatch match, Decision decision) -> {
        route.counts().decided(decision);
        yield switch (decision) {
          case Decision.Forward forward -> toRoute(exchange, head, route, match, forward);
          case Decision.Answer answer -> answer(exchange, head, route, match, answer.response());
        };
      }
      case Routed.ToDefault(Upstream upstream) -> toDefault(exchange, head, upstream);
      case Routed.ToNobody() -> refused(exchange, Problem.nobody());
      case Routed.Ambiguous() -> refused(exchange, Problem.ambiguous());
    };
  }

  private Listener listenerOf(ServerWebExchange exchange) {
    InetSocketAddress local = exchange.getRequest().getLocalAddress();
    return local != null && local.getPort() == internalPort.getAsInt()
        ? Listener.INTERNAL
        : Listener.PUBLIC;
  }

  private Mono<Void> queued(
      ServerWebExchange exchange, ExchangeHead head, ActiveRoute route, RouteMatch match) {
    Asking asking = asking(exchange, head);
    ForwardedRequest request =
        begun(new ForwardedRequest(head, asking, route, match, Side.TARGET, hasBody(exchange)));
    return queueEntry
        .take(exchange, request, route.route().id())
        .onErrorResume(
            LimitedBody.RefusedException.class,
            refusal -> bodyRefused(exchange, request, refusal))
        .doFinally(signal -> completed(exchange, request, signal));
  }

  private Mono<Void> toDefault(ServerWebExchange exchange, ExchangeHead head, Upstream upstream) {
    ForwardedRequest request =
        begun(
            new ForwardedRequest(
                head, asking(exchange, head), null, null, Side.LEGACY, hasBody(exchange)));
    own(exchange, request, null);
    return ask(exchange, request, upstream)
        .onErrorResume(UpstreamFailure.class, failure -> failed(exchange, request, failure))
        .doFinally(signal -> completed(exchange, request, signal));
  }

  private Mono<Void> toRoute(
      ServerWebExchange exchange,
      ExchangeHead head,
      ActiveRoute route,
      RouteMatch match,
      Decision.Forward decision) {
    ForwardedRequest request =
        begun(
            new ForwardedRequest(
                head, asking(exchange, head), route, match, decision.side(), hasBody(exchange)));
    Upstream fallback = decision.fallback();
    request.mayFallBack = fallback != null && request.safe && !request.hasBody;
    request.observation = mirrors.observations().of(route);
    ExchangeMirror mirror = ExchangeMirror.of(mirrors, exchange, request);
    own(exchange, request, decision.assignedKey());
    ServerWebExchange seen = mirror == null ? exchange : mirror.watched();
    Mono<Void> asked =
        mirror == null
            ? ask(seen, request, decision.upstream())
            : Mono.defer(() -> ask(seen, request, decision.upstream()));
    if (fallback != null) {
      asked =
          asked.onErrorResume(
              UpstreamFailure.class, failure -> fallBack(seen, request, route, fallback, failure));
    }
    return asked
        .onErrorResume(UpstreamFailure.class, failure -> failed(seen, request, failure))
        .onErrorResume(
            FilterChains.UnusableFiltersException.class,
            _ -> problem(seen, Problem.filtersUnusable()))
        .doFinally(
            signal -> {
              completed(seen, request, signal);
              if (mirror != null) {
                mirror.primaryEnded(request.outcome().equals(CompletedExchange.OK));
              }
            });
  }

  private ForwardedRequest begun(ForwardedRequest request) {
    if (traces != null) {
      request.trace = traces.begin(request.head, request.route());
    }
    return request;
  }

  private Mono<Void> fallBack(
      ServerWebExchange exchange,
      ForwardedRequest request,
      ActiveRoute route,
      Upstream fallback,
      UpstreamFailure failure) {
    boolean other =
        !exchange.getResponse().isCommitted()
            && ForwardingTable.fallsBack(
                request.fallback(), request.outcomeOf(failure.failure()), request.bodyLost());
    if (!other) {
      return Mono.error(failure);
    }
    request.fails();
    request.callFailed(failure.failure());
    listener.fellBack(request, failure.failure());
    request.turnTo(request.side.other());
    request.fellBack = true;
    route.counts().fellBack(System.currentTimeMillis());
    exchange.getResponse().getHeaders().clear();
    return ask(exchange, request, fallback);
  }

  private Mono<Void> ask(ServerWebExchange exchange, ForwardedRequest request, Upstream upstream) {
    request.upstream = upstream;
    if (request.trace != null) {
      request.trace.asks(request.side, upstream.name());
    }
    long now = System.nanoTime();
    Observation observation = request.observation;
    request.observed =
        observation == null ? null : observation.call(request.side, request.safe);
    Route its = request.route == null ? null : request.route.route();
    switch (circuits.admit(its, upstream, now)) {
      case Admission.Refuse refusal -> {
        request.refusal = refusal;
        return Mono.error(new UpstreamFailure(Failure.CIRCUIT_OPEN, null));
      }
      case Admission.Pass pass -> request.call = new GuardedCall(pass, now);
      case Admission.Probe probe -> request.call = new GuardedCall(probe, now);
    }
    List<GatewayFilter> chain =
        filters.of(request.route == null ? null : request.route.route(), request.side);
    boolean upgrade = WebSockets.isUpgrade(exchange);
    FilterChains.Terminal terminal =
        upgrade
            ? last -> webSockets.join(last, request, upstream)
            : last -> forwarder.send(last, request, upstream);
    Mono<Void> head =
        chain.isEmpty()
            ? terminal.run(exchange)
            : FilterChains.run(asFiltersSeeIt(exchange, request), chain, terminal);
    return upgrade
        ? head
        : head.then(Mono.defer(() -> ResponseBody.pass(exchange, request, upstream)));
  }

  /** Filters see the path as the route rewrites it. */
  static ServerWebExchange asFiltersSeeIt(ServerWebExchange exchange, ForwardedRequest request) {
    URI uri = exchange.getRequest().getURI();
    ServerWebExchange seen = exchange;
    if (request.rewrite() != null) {
      URI inside = URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + request.target());
      seen = exchange.mutate().request(request(exchange, inside)).build();
      uri = seen.getRequest().getURI();
    }
    request.uriBeforeFilters = uri;
    return seen;
  }

  private static ServerHttpRequest request(ServerWebExchange exchange, URI uri) {
    return exchange.getRequest().mutate().uri(uri).build();
  }

  private Mono<Void> answer(
      ServerWebExchange exchange,
      ExchangeHead head,
      ActiveRoute route,
      RouteMatch match,
      FixedResponse fixed) {
    ForwardedRequest request =
        begun(new ForwardedRequest(head, asking(exchange, head), route, match, Side.TARGET, false));
    own(exchange, request, null);
    return fixed(exchange.getResponse(), fixed)
        .doFinally(signal -> completed(exchange, request, signal));
  }

  private static Mono<Void> fixed(ServerHttpResponse response, FixedResponse fixed) {
    response.setStatusCode(HttpStatusCode.valueOf(fixed.status()));
    if (fixed.contentType() != null) {
      response.getHeaders().set(HttpHeaders.CONTENT_TYPE, fixed.contentType());
    }
    return write(response, fixed.body());
  }

  private Mono<Void> failed(
      ServerWebExchange exchange, ForwardedRequest request, UpstreamFailure failure) {
    if (request.head.fault != null) {
      return bodyRefused(exchange, request, failure);
    }
    request.failure = failure.failure();
    if (request.trace != null) {
      request.trace.failed(failure.failure().word());
    }
    ServerHttpResponse response = exchange.getResponse();
    Outcome outcome = request.outcomeOf(failure.failure());
    if (response.isCommitted() || outcome.isAbort()) {
      return Mono.error(failure);
    }
    response.getHeaders().clear();
    Admission.Refuse refused = request.refusal;
    if (outcome.status() == 503) {
      long seconds = refused == null ? 1 : refused.retryAfterSeconds(System.nanoTime());
      response.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }
    FixedResponse said = refused == null ? null : refused.response();
    if (said != null) {
      return fixed(response, said);
    }
    return problem(exchange, Problem.of(failure.failure(), outcome.status()));
  }

  /** It is the client's fault that the upstream has not got the request in full. */
  private static Mono<Void> bodyRefused(
      ServerWebExchange exchange, ForwardedRequest request, Throwable error) {
    Fault fault = request.head.fault;
    if (fault == null || exchange.getResponse().isCommitted()) {
      return Mono.error(error);
    }
    exchange.getResponse().getHeaders().clear();
    return problem(exchange, Problem.of(fault));
  }

  private Mono<Void> refused(ServerWebExchange exchange, Problem problem) {
    listener.refused(problem);
    return problem(exchange, problem);
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

  /** Puts our own headers onto whatever answer the client gets in the end. */
  private void own(ServerWebExchange exchange, ForwardedRequest request, @Nullable String key) {
    if (!settings.debugHeaders() && key == null) {
      return;
    }
    HttpHeaders headers = exchange.getResponse().getHeaders();
    exchange
        .getResponse()
        .beforeCommit(
            () -> {
              if (settings.debugHeaders()) {
                headers.set("Ficus-Upstream", request.side.word());
                if (request.route != null) {
                  headers.set("Ficus-Route", request.route.route().id());
                  headers.set("Ficus-Stage", request.route.stage().word());
                }
              }
              if (key != null) {
                boolean secure = request.asking.outsideScheme().equals("https");
                headers.add(HttpHeaders.SET_COOKIE, ClientKey.cookie(key, secure));
              }
              return Mono.empty();
            });
  }

  private Asking asking(ServerWebExchange exchange, ExchangeHead head) {
    ServerHttpRequest request = exchange.getRequest();
    String scheme = request.getURI().getScheme();
    boolean secure = request.getSslInfo() != null || "https".equals(scheme);
    return headerRules.asking(
        head.peer(), secure ? "https" : "http", request.getHeaders()::getOrEmpty);
  }

  private static boolean hasBody(ServerWebExchange exchange) {
    HttpHeaders headers = exchange.getRequest().getHeaders();
    return headers.getContentLength() > 0 || headers.containsHeader("Transfer-Encoding");
  }

  private void completed(ServerWebExchange exchange, ForwardedRequest request, SignalType signal) {
    request.dropConnection();
    if (signal == SignalType.CANCEL) {
      request.failure = Failure.CLIENT_GONE;
    }
    HttpStatusCode status = exchange.getResponse().getStatusCode();
    request.end(status == null ? 0 : status.value(), signal == SignalType.ON_ERROR);
    if (request.outcome().equals(CompletedExchange.OK)) {
      counted(request, System.currentTimeMillis());
    } else if (request.route != null && request.failure != Failure.CLIENT_GONE) {
      request.route.counts().failed(request.side);
    }
    if (request.trace != null) {
      request.trace.ended(request);
    }
    listener.completed(request);
  }

  private void counted(ForwardedRequest request, long now) {
    ActiveRoute route = request.route;
    if (route == null) {
      routing.unrouted().answered(request.side, request.status(), request.nanos(), now);
      routing.unclaimed().answered(request.head, request.status(), now);
    } else {
      route.counts().answered(request.side, request.status(), request.nanos(), now);
    }
  }
}
