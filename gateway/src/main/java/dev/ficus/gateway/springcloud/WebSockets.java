package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.ForwardingTable;
import dev.ficus.gateway.forwarding.Progress;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Passes WebSockets on (RFC 6455): first the upstream's handshake, so that a client is only let in
 * where the upstream lets it in, then frame by frame both ways.
 */
final class WebSockets {

  /** A frame is read as a whole before it goes on. */
  private static final int MAX_FRAME = 16 * 1024 * 1024;

  private static final String PROTOCOL = "Sec-WebSocket-Protocol";

  private final UpstreamClients clients;

  WebSockets(UpstreamClients clients) {
    this.clients = clients;
  }

  static boolean isUpgrade(ServerWebExchange exchange) {
    return "websocket".equalsIgnoreCase(exchange.getRequest().getHeaders().getUpgrade());
  }

  /** Joins the two; ends with an {@link UpstreamFailure} if the upstream cannot be reached. */
  Mono<Void> join(ServerWebExchange exchange, ForwardedRequest request, Upstream upstream) {
    UpstreamClient client = clients.of(upstream);
    URI url = client.nextUrl();
    Timeouts timeouts = request.timeouts(upstream);
    AtomicBoolean upgraded = new AtomicBoolean();
    HttpHeaders from = exchange.getRequest().getHeaders();
    WebsocketClientSpec.Builder spec =
        WebsocketClientSpec.builder().handlePing(true).maxFramePayloadLength(MAX_FRAME);
    List<String> protocols = from.getOrEmpty(PROTOCOL);
    if (!protocols.isEmpty()) {
      spec.protocols(String.join(",", protocols));
    }
    String scheme = "https".equals(url.getScheme()) ? "wss" : "ws";
    Mono<Void> joined =
        client
            .tunnel()
            .headers(
                headers -> {
                  UpstreamFailure forbidden = request.start();
                  if (forbidden != null) {
                    throw forbidden;
                  }
                  RequestHeaders.write(from, request, upstream, url, headers);
                  for (String name : List.of("Key", "Version", "Extensions", "Protocol")) {
                    headers.remove("Sec-WebSocket-" + name);
                  }
                })
            .websocket(spec.build())
            .uri(scheme + "://" + url.getAuthority() + Forwarder.target(exchange, request))
            .handle(
                (in, out) -> {
                  upgraded.set(true);
                  request.progress = Progress.BODY_UNDER_WAY;
                  request.answered(HttpStatus.SWITCHING_PROTOCOLS.value(), true, null);
                  in.withConnection(connection -> closeWhenIdle(connection, timeouts));
                  String host = RequestHeaders.host(from, request, upstream, url);
                  ResponseHead.copy(
                      in.headers(),
                      exchange.getResponse().getHeaders(),
                      Forwarder.outside(request, url, host),
                      name -> name.startsWith("sec-websocket-") || name.equals("content-length"));
                  return letIn(exchange, in, out);
                })
            .then();
    if (!timeouts.response().isZero()) {
      Mono<Void> tooLate =
          Mono.delay(timeouts.response())
              .flatMap(
                  _ ->
                      upgraded.get()
                          ? Mono.never()
                          : Mono.error(new UpstreamFailure(Failure.RESPONSE_TIMEOUT, null)));
      joined = Mono.firstWithSignal(joined, tooLate);
    }
    return joined.onErrorResume(
        error ->
            error instanceof WebSocketClientHandshakeException refused
                ? refused(exchange, request, upstream, url, refused)
                : upgraded.get() ? Mono.empty() : Mono.error(UpstreamFailure.of(error)));
  }

  private static Mono<Void> letIn(
      ServerWebExchange exchange, WebsocketInbound in, WebsocketOutbound out) {
    HttpServerResponse own = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
    WebsocketServerSpec.Builder spec =
        WebsocketServerSpec.builder().handlePing(true).maxFramePayloadLength(MAX_FRAME);
    String protocol = in.selectedSubprotocol();
    if (protocol != null) {
      spec.protocols(protocol);
    }
    // What sends the handshake is done with that; the sockets' own end is another one.
    Sinks.Empty<Void> over = Sinks.empty();
    // Writes the headers onto Netty's response, and sends nothing yet.
    return exchange
        .getResponse()
        .setComplete()
        .then(
            Mono.defer(
                () ->
                    own.sendWebsocket(
                        (clientIn, clientOut) ->
                            Mono.firstWithSignal(pass(clientIn, out), pass(in, clientOut))
                                .doFinally(_ -> over.tryEmitEmpty()),
                        spec.build())))
        .then(over.asMono());
  }

  private static Mono<Void> pass(WebsocketInbound from, WebsocketOutbound to) {
    return to.sendObject(from.receiveFrames().map(WebSocketFrame::retain), _ -> true)
        .then()
        .then(from.receiveCloseStatus())
        .flatMap(
            status ->
                status.code() < 1000 || status.code() == 1005 || status.code() == 1006
                    ? to.sendClose()
                    : to.sendClose(status.code(), status.reasonText()));
  }

  private static void closeWhenIdle(Connection connection, Timeouts timeouts) {
    connection.removeHandler(NettyPipeline.ResponseTimeoutHandler);
    long idle = timeouts.streamIdle().toMillis();
    if (idle > 0) {
      connection.addHandlerFirst(
          new IdleStateHandler(0, 0, idle, TimeUnit.MILLISECONDS) {
            @Override
            protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
              var _ = context.close();
            }
          });
    }
  }

  /** The upstream's own answer to a handshake that it does not accept, without its body. */
  private static Mono<Void> refused(
      ServerWebExchange exchange,
      ForwardedRequest request,
      Upstream upstream,
      URI url,
      WebSocketClientHandshakeException refused) {
    HttpResponse answer = refused.response();
    request.progress = Progress.HEAD_RECEIVED;
    if (answer == null || answer.status().code() < 200) {
      return Mono.error(new UpstreamFailure(Failure.GARBAGE, refused));
    }
    int status = answer.status().code();
    request.answered(status, false, null);
    if (request.mayFallBack && ForwardingTable.isFailed(request.fallback(), status)) {
      return Mono.error(new UpstreamFailure(Failure.STATUS, refused));
    }
    ServerHttpResponse to = exchange.getResponse();
    to.setStatusCode(HttpStatusCode.valueOf(status));
    String host = RequestHeaders.host(exchange.getRequest().getHeaders(), request, upstream, url);
    ResponseHead.copy(
        answer.headers(),
        to.getHeaders(),
        Forwarder.outside(request, url, host),
        name -> name.equals("content-length") || name.equals("content-type"));
    to.getHeaders().setContentLength(0);
    return to.setComplete();
  }
}
