package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.EventStream;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.Progress;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Passes the body of an answer on as it comes, and never ends one as complete that is not. */
final class ResponseBody {

  private ResponseBody() {}

  /**
   * Passes it on; ends with an {@link UpstreamFailure} if it fails before the client saw a byte.
   */
  static Mono<Void> pass(ServerWebExchange exchange, ForwardedRequest request, Upstream upstream) {
    Connection connection = request.connection;
    ServerHttpResponse to = exchange.getResponse();
    if (connection == null || to.isCommitted()) {
      request.dropConnection();
      return to.setComplete();
    }
    Timeouts timeouts = request.timeouts(upstream);
    boolean stream = EventStream.is(to.getHeaders().getFirst("Content-Type"));
    NettyDataBufferFactory buffers = (NettyDataBufferFactory) to.bufferFactory();
    AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    AtomicBoolean ended = new AtomicBoolean();
    Flux<DataBuffer> body =
        BodyWatch.watch(
                connection.inbound().receive().retain(),
                stream ? timeouts.streamIdle() : timeouts.idle(),
                timeouts.total(),
                request.askedAt,
                connection.channel().eventLoop())
            .doOnError(broken::set)
            .doOnComplete(() -> ended.set(true))
            .doOnNext(piece -> request.passed(piece.readableBytes()))
            .map(buffers::wrap);
    boolean bodyless = exchange.getRequest().getMethod().name().equals("HEAD");
    Mono<Void> written;
    if ((stream || to.getHeaders().getContentLength() < 0) && !bodyless) {
      // The head at once, each piece as it comes: nobody knows how long the next one will take.
      DataBuffer nothing = buffers.wrap(Unpooled.EMPTY_BUFFER);
      written = to.writeAndFlushWith(body.map(Flux::just).startWith(Flux.just(nothing)));
    } else {
      written = to.writeWith(body);
    }
    return written
        .doOnSuccess(_ -> wentOut(request, bodyless || ended.get()))
        .onErrorResume(error -> failed(exchange, request, broken.get()));
  }

  /** To Reactor Netty a client that goes away in the middle of a stream is a success. */
  private static void wentOut(ForwardedRequest request, boolean whole) {
    if (whole) {
      request.connection = null;
    } else {
      request.dropConnection();
      request.failure = Failure.CLIENT_GONE;
    }
  }

  private static Mono<Void> failed(
      ServerWebExchange exchange, ForwardedRequest request, @Nullable Throwable upstreams) {
    request.dropConnection();
    Failure failure =
        switch (upstreams) {
          case null -> Failure.CLIENT_GONE;
          case UpstreamFailure known -> known.failure();
          default -> Failure.BROKEN_BODY;
        };
    if (!exchange.getResponse().isCommitted()) {
      return Mono.error(new UpstreamFailure(failure, upstreams));
    }
    request.progress = Progress.BODY_UNDER_WAY;
    request.failure = failure;
    abort(exchange);
    return Mono.empty();
  }

  /** Ends the client's connection in the middle of an answer. */
  private static void abort(ServerWebExchange exchange) {
    HttpServerResponse response =
        ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
    boolean endsWithConnection =
        response instanceof HttpServerRequest request
            && HttpVersion.HTTP_1_0.equals(request.version())
            && exchange.getResponse().getHeaders().getContentLength() < 0;
    response.withConnection(
        connection -> {
          if (endsWithConnection) {
            // To such a client an orderly end of the connection is the end of the answer.
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
          }
          var _ = connection.channel().close();
        });
  }
}
