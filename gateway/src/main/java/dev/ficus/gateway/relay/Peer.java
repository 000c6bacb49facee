package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Asking;
import dev.ficus.gateway.http1.RequestMessage;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Upstream;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The client at the other end of a connection: who it is, what it asks, how to write to it. */
final class Peer {

  private final Relay relay;
  private final Listener listener;
  private final RequestMessage message;
  private final RelayedHead head;
  private final ClientOutput output = new ClientOutput();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Deadline exchangeDeadline;
  private UpstreamPools.@Nullable OfLoop pools;
  private UpstreamPools.@Nullable OfLoop copyPools;
  private @Nullable WhoAsks asks;

  Peer(Relay relay, Listener listener, RequestMessage message) {
    this.relay = relay;
    this.listener = listener;
    this.message = message;
    head = new RelayedHead(message, this);
  }

  /**
   * The connection is there.
   *
   * @param exchangeExpired runs when the exchange deadline is over
   */
  void connected(ChannelHandlerContext ctx, Runnable exchangeExpired) {
    context = ctx;
    output.use(ctx);
    exchangeDeadline = new Deadline(ctx.channel().eventLoop(), exchangeExpired);
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  Relay relay() {
    return relay;
  }

  /** The port that it came in on. */
  Listener listener() {
    return listener;
  }

  /** Its present request, as the core sees it. */
  RelayedHead head() {
    return head;
  }

  RequestHead request() {
    return head;
  }

  ClientOutput output() {
    return output;
  }

  Deadline exchangeDeadline() {
    return Objects.requireNonNull(exchangeDeadline);
  }

  ByteBufAllocator allocator() {
    return context().alloc();
  }

  EventLoop loop() {
    return context().channel().eventLoop();
  }

  UpstreamPool pool(Upstream upstream) {
    UpstreamPools.OfLoop its = pools;
    if (its == null) {
      its = relay.pools().of(loop());
      its.connector().use(context().channel(), relay.tls());
      pools = its;
    }
    return its.pool(upstream);
  }

  /** The connections that only copies of requests use. */
  UpstreamPool copyPool(Upstream upstream) {
    UpstreamPools.OfLoop its = copyPools;
    if (its == null) {
      its = relay.mirroring().pools().of(loop());
      its.connector().use(context().channel(), relay.tls());
      copyPools = its;
    }
    return its.pool(upstream);
  }

  private WhoAsks asks() {
    WhoAsks known = asks;
    if (known == null) {
      boolean secure = context().pipeline().get(SslHandler.class) != null;
      known = new WhoAsks(relay.headerRules(), addressOf(context()), secure ? "https" : "http");
      asks = known;
    }
    return known;
  }

  private static String addressOf(ChannelHandlerContext ctx) {
    return ctx.channel().remoteAddress() instanceof InetSocketAddress address
            && address.getAddress() != null
        ? address.getAddress().getHostAddress()
        : "";
  }

  String address() {
    return asks().peer();
  }

  Asking asking() {
    return asks().asking(message);
  }

  /** The header lines that tell an upstream who asks. */
  byte[] forwarded() {
    return asks().forwarded(message);
  }

  boolean isSecureOutside() {
    return asking().outsideScheme().equals("https");
  }
}
