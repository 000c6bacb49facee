package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.EventStream;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.ForwardingTable;
import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.forwarding.Progress;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AsciiString;
import io.netty.util.AttributeKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Sends one request to one upstream, and puts the head of its answer onto the exchange's response,
 * so that response filters can work on it before {@link ResponseBody} passes the body on.
 */
final class Forwarder {

  /** Marks a connection that has carried a request before. */
  private static final AttributeKey<Boolean> USED = AttributeKey.valueOf(Forwarder.class, "used");

  private static final long WORTH_DRAINING = 64 * 1024;
  private static final int SWITCHING_PROTOCOLS = 101;

  private final UpstreamClients clients;

  Forwarder(UpstreamClients clients) {
    this.clients = clients;
  }

  /** Sends the request; ends with an {@link UpstreamFailure} if no answer can be passed on. */
  Mono<Void> send(ServerWebExchange exchange, ForwardedRequest request, Upstream upstream) {
    UpstreamClient client = clients.of(upstream);
    Timeouts timeouts = request.timeouts(upstream);
    request.askedAt = System.nanoTime();
    Mono<Void> head =
        attempt(
                exchange,
                request,
                client,
                request.isProbe() ? client.fresh(timeouts) : client.kept(timeouts))
            .onErrorResume(
                error -> {
                  UpstreamFailure failure = UpstreamFailure.of(error);
                  boolean again =
                      !request.retried
                          && !request.isProbe()
                          && !request.bodyLost()
                          && request.outcomeOf(failure.failure()).mayRetry();
                  if (!again) {
                    return Mono.error(failure);
                  }
                  request.retried = true;
                  request.progress = Progress.NOTHING_SENT;
                  return attempt(exchange, request, client, client.fresh(timeouts))
                      .onErrorMap(UpstreamFailure::of);
                });
    return timeouts.total().isZero()
        ? head
        : head.timeout(
            timeouts.total(), Mono.error(() -> new UpstreamFailure(Failure.TOTAL_TIMEOUT, null)));
  }

  private static Mono<Void> attempt(
      ServerWebExchange exchange,
      ForwardedRequest request,
      UpstreamClient client,
      HttpClient http) {
    ServerHttpRequest from = exchange.getRequest();
    URI url = client.nextUrl();
    Upstream upstream = client.upstream();
    return http.headers(
            headers -> RequestHeaders.write(from.getHeaders(), request, upstream, url, headers))
        .request(HttpMethod.valueOf(from.getMethod().name()))
        .uri(url.getScheme() + "://" + url.getAuthority() + target(exchange, request))
        .send((toUpstream, outbound) -> write(from, request, toUpstream, outbound))
        .responseConnection(
            (response, connection) -> {
              request.connection = connection;
              try {
                return takeHead(exchange, request, upstream, url, response, connection);
              } catch (RuntimeException e) {
                request.dropConnection();
                return Mono.error(e);
              }
            })
        .next()
        .then();
  }

  private static Publisher<Void> write(
      ServerHttpRequest from,
      ForwardedRequest request,
      HttpClientRequest toUpstream,
      NettyOutbound outbound) {
    UpstreamFailure refused = request.start();
    if (refused != null) {
      return Mono.error(refused);
    }
    outbound.withConnection(
        connection -> request.kept = connection.channel().attr(USED).getAndSet(true) != null);
    request.progress = Progress.SENT;
    // Reactor Netty's own; a server may answer otherwise than it would have without them.
    for (AsciiString name : List.of(HttpHeaderNames.ACCEPT, HttpHeaderNames.USER_AGENT)) {
      if (!from.getHeaders().containsHeader(name.toString())) {
        toUpstream.requestHeaders().remove(name);
      }
    }
    if (!request.hasBody) {
      return outbound.send(Mono.empty());
    }
    request.bodyRead = true;
    return outbound.send(
        from.getBody()
            .onErrorMap(error -> new UpstreamFailure(Failure.CLIENT_GONE, error))
            .map(Forwarder::byteBuf));
  }

  private static ByteBuf byteBuf(DataBuffer buffer) {
    if (buffer instanceof NettyDataBuffer netty) {
      return netty.getNativeBuffer();
    }
    throw new IllegalStateException("unexpected buffer " + buffer.getClass());
  }

  /** What filters made of the request's path and query, if they made anything of it. */
  static String target(ServerWebExchange exchange, ForwardedRequest request) {
    URI now = exchange.getRequest().getURI();
    if (request.uriBeforeFilters == null || request.uriBeforeFilters.equals(now)) {
      return request.target();
    }
    String query = now.getRawQuery();
    String path = now.getRawPath().isEmpty() ? "/" : now.getRawPath();
    return query == null ? path : path + "?" + query;
  }

  private static Mono<Void> takeHead(
      ServerWebExchange exchange,
      ForwardedRequest request,
      Upstream upstream,
      URI url,
      HttpClientResponse response,
      Connection connection) {
    int status = response.status().code();
    connection.removeHandler(NettyPipeline.ResponseTimeoutHandler);
    if (status == SWITCHING_PROTOCOLS) {
      // Nobody asks for that here; who asks for a WebSocket takes another way.
      throw new UpstreamFailure(Failure.GARBAGE, null);
    }
    request.progress = Progress.HEAD_RECEIVED;
    String versions = request.observation == null ? null : request.observation.versionHeader();
    request.answered(
        status,
        EventStream.is(response.responseHeaders().get("Content-Type")),
        versions == null ? null : response.responseHeaders().get(versions));
    if (request.mayFallBack && ForwardingTable.isFailed(request.fallback(), status)) {
      request.connection = null;
      setAside(response, connection);
      return Mono.error(new UpstreamFailure(Failure.STATUS, null));
    }
    ServerHttpResponse to = exchange.getResponse();
    to.setStatusCode(HttpStatusCode.valueOf(status));
    String host = RequestHeaders.host(exchange.getRequest().getHeaders(), request, upstream, url);
    ResponseHead.copy(
        response.responseHeaders(), to.getHeaders(), outside(request, url, host), _ -> false);
    return Mono.empty();
  }

  static Outside outside(ForwardedRequest request, URI url, String host) {
    return Outside.of(request.asking, url, host, request.rewrite(), request.match);
  }

  /** Reads a small body that nobody wants, so that its connection can be used again. */
  private static void setAside(HttpClientResponse response, Connection connection) {
    String length = response.responseHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
    if (length == null || length.length() > 6 || Long.parseLong(length) > WORTH_DRAINING) {
      connection.dispose();
      return;
    }
    connection
        .inbound()
        .receive()
        .then()
        .timeout(Duration.ofSeconds(1))
        .subscribe(null, _ -> connection.dispose());
  }
}
