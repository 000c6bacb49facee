package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.HopByHop;
import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.forwarding.SecondChance;
import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Sends one request to one upstream, and passes the answer on: first its head, so that response
 * filters can work on it, then its body as it comes.
 */
final class Forwarder {

  private static final Set<String> DEBUG_HEADERS =
      Set.of("ficus-route", "ficus-upstream", "ficus-stage");

  private final UpstreamClients clients;
  private final RequestHeaders requestHeaders;

  Forwarder(UpstreamClients clients, RequestHeaders requestHeaders) {
    this.clients = clients;
    this.requestHeaders = requestHeaders;
  }

  /** Sends the request, and puts the head of the answer onto the exchange's response. */
  Mono<Void> send(ServerWebExchange exchange, ForwardedRequest request, Upstream upstream) {
    UpstreamClient client = clients.of(upstream);
    return attempt(exchange, request, client, client.kept(timeouts(request, upstream)))
        .onErrorResume(
            error -> {
              UpstreamFailure failure = UpstreamFailure.of(error);
              boolean again =
                  !request.retried
                      && SecondChance.retry(
                          failure.failure(), request.sent, request.safe, request.bodyLost());
              if (!again) {
                return Mono.error(failure);
              }
              request.retried = true;
              return attempt(exchange, request, client, client.fresh())
                  .onErrorMap(UpstreamFailure::of);
            });
  }

  private static Timeouts timeouts(ForwardedRequest request, Upstream upstream) {
    return request.route == null
        ? upstream.timeouts()
        : upstream.timeouts().with(request.route.route().timeouts());
  }

  private Mono<Void> attempt(
      ServerWebExchange exchange,
      ForwardedRequest request,
      UpstreamClient client,
      HttpClient http) {
    ServerHttpRequest from = exchange.getRequest();
    URI url = client.nextUrl();
    String scheme = from.getSslInfo() != null ? "https" : schemeOf(from);
    return http.headers(
            headers ->
                requestHeaders.write(
                    from.getHeaders(), request, client.upstream(), url, scheme, headers))
        .request(HttpMethod.valueOf(from.getMethod().name()))
        .uri(url.getScheme() + "://" + url.getAuthority() + target(exchange, request))
        .send(
            (toUpstream, outbound) -> {
              request.sent = true;
              if (!request.hasBody) {
                return outbound.send(Mono.empty());
              }
              request.bodyRead = true;
              return outbound.send(from.getBody().map(Forwarder::byteBuf));
            })
        .responseConnection(
            (response, connection) -> {
              try {
                return takeHead(exchange, request, url, scheme, response, connection);
              } catch (RuntimeException e) {
                connection.dispose();
                return Mono.error(e);
              }
            })
        .next()
        .then();
  }

  private static String schemeOf(ServerHttpRequest request) {
    String scheme = request.getURI().getScheme();
    return scheme == null ? "http" : scheme;
  }

  private static ByteBuf byteBuf(DataBuffer buffer) {
    if (buffer instanceof NettyDataBuffer netty) {
      return netty.getNativeBuffer();
    }
    throw new IllegalStateException("unexpected buffer " + buffer.getClass());
  }

  /** Path and query for the side that is asked, byte for byte as sent where nothing changes them. */
  private static String target(ServerWebExchange exchange, ForwardedRequest request) {
    URI changed = exchange.getAttribute(FilterChains.CHANGED_URI);
    if (changed != null) {
      URI now = exchange.getRequest().getURI();
      String query = now.getRawQuery();
      String path = now.getRawPath().isEmpty() ? "/" : now.getRawPath();
      return query == null ? path : path + "?" + query;
    }
    String path = request.head.rawPath();
    String query = request.head.rawQuery();
    Rewrite rewrite = rewriteOf(request);
    if (rewrite != null && request.match != null) {
      path = rewrite.path(request.match, request.head);
      query = rewrite.query(request.match, request.head);
    }
    return query == null ? path : path + "?" + query;
  }

  static @Nullable Rewrite rewriteOf(ForwardedRequest request) {
    return request.side == Side.TARGET && request.route != null
        ? request.route.route().rewrite()
        : null;
  }

  private static Mono<Void> takeHead(
      ServerWebExchange exchange,
      ForwardedRequest request,
      URI url,
      String scheme,
      HttpClientResponse response,
      Connection connection) {
    int status = response.status().code();
    if (request.mayFallBack && SecondChance.isFailed(request.fallback(), status)) {
      connection.dispose();
      return Mono.error(new UpstreamFailure(Failure.STATUS, null));
    }
    request.response = response;
    request.connection = connection;
    ServerHttpResponse to = exchange.getResponse();
    to.setStatusCode(HttpStatusCode.valueOf(status));
    String host = request.head.host();
    Outside outside =
        new Outside(
            url,
            scheme,
            host == null ? url.getAuthority() : host,
            rewriteOf(request),
            request.match);
    copyHeaders(response, to, outside);
    connection.removeHandler(NettyPipeline.ResponseTimeoutHandler);
    return Mono.empty();
  }

  private static void copyHeaders(
      HttpClientResponse response, ServerHttpResponse to, Outside outside) {
    Set<String> dropped =
        HopByHop.namesIn(response.responseHeaders().getAll("Connection"));
    for (Map.Entry<String, String> header : response.responseHeaders()) {
      String lower = header.getKey().toLowerCase(Locale.ROOT);
      if (dropped.contains(lower) || DEBUG_HEADERS.contains(lower)) {
        continue;
      }
      String value =
          switch (lower) {
            case "location", "content-location" -> outside.location(header.getValue());
            case "set-cookie" -> outside.cookie(header.getValue());
            default -> header.getValue();
          };
      to.getHeaders().add(header.getKey(), value);
    }
  }

  /** Passes the body on; a failure of the upstream in mid-body ends the client's connection too. */
  Mono<Void> body(ServerWebExchange exchange, ForwardedRequest request, Upstream upstream) {
    Connection connection = request.connection;
    if (connection == null) {
      return exchange.getResponse().setComplete();
    }
    Timeouts timeouts = timeouts(request, upstream);
    ServerHttpResponse to = exchange.getResponse();
    NettyDataBufferFactory buffers = (NettyDataBufferFactory) to.bufferFactory();
    MediaType type = to.getHeaders().getContentType();
    boolean stream = type != null && MediaType.TEXT_EVENT_STREAM.isCompatibleWith(type);
    Flux<DataBuffer> body = connection.inbound().receive().retain().map(buffers::wrap);
    Duration idle = stream ? timeouts.streamIdle() : timeouts.idle();
    if (!idle.isZero()) {
      body = body.timeout(idle);
    }
    boolean unknownLength = to.getHeaders().getContentLength() < 0;
    Mono<Void> written =
        stream || unknownLength
            ? to.writeAndFlushWith(body.map(Flux::just))
            : to.writeWith(body);
    return written
        .doOnCancel(connection::dispose)
        .doOnError(_ -> connection.dispose());
  }
}
