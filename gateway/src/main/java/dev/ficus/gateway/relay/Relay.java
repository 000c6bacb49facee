package dev.ficus.gateway.relay;

import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.Traces;
import dev.ficus.gateway.forwarding.TrustedProxies;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.route.Listener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/** The entry as a whole: it puts itself in front of a server, and can be drained. */
public final class Relay implements AutoCloseable {

  private static final String CLIENT = "ficus.client";
  private static final String HANDOVER = "ficus.handover";
  private static final String NEGOTIATION = "ficus.negotiation";

  private final Routing routing;
  private final Circuits circuits;
  private final RelaySettings settings;
  private final ForwardingListener listener;
  private final Mirroring mirroring;
  private final HeaderRules headerRules;
  private final Supplier<SslContext> tls;
  private final @Nullable Traces traces;
  private final UpstreamPools pools = new UpstreamPools();
  private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChannelGroup servers = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private volatile boolean draining;

  /**
   * @param tls what connections to upstreams over TLS are made with, asked for each one
   * @param traces null where nobody wants traces
   */
  public Relay(
      Routing routing,
      Circuits circuits,
      RelaySettings settings,
      ForwardingListener listener,
      Mirroring mirroring,
      Supplier<SslContext> tls,
      @Nullable Traces traces) {
    this.routing = routing;
    this.circuits = circuits;
    this.settings = settings;
    this.listener = listener;
    this.mirroring = mirroring;
    this.tls = tls;
    this.traces = traces;
    headerRules = new HeaderRules(settings.trustedProxies());
    routing.onSwap(pools::follow);
    mirroring.follow(routing.snapshot());
    routing.onSwap(mirroring::follow);
  }

  /** Puts the relay in front of whatever else the server does. */
  public HttpServer inFrontOf(HttpServer server, Listener port) {
    return server
        .doOnChannelInit((_, channel, _) -> install(channel, port))
        .doOnBound(bound -> servers.add(bound.channel()));
  }

  private void install(Channel channel, Listener port) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(NettyPipeline.H2OrHttp11Codec) != null) {
      pipeline.addAfter(
          NettyPipeline.H2OrHttp11Codec, NEGOTIATION, new Negotiation(() -> join(pipeline, port)));
    } else {
      join(pipeline, port);
    }
  }

  /** Takes its two places, if this connection speaks HTTP/1.1 or may yet turn out to. */
  private void join(ChannelPipeline pipeline, Listener port) {
    boolean cleartext = pipeline.get(NettyPipeline.H2CUpgradeHandler) != null;
    String codec = cleartext ? NettyPipeline.H2CUpgradeHandler : NettyPipeline.HttpCodec;
    // Over HTTP/2 alone there is a codec of that name too, but no such handler.
    if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
      ClientConnection client = new ClientConnection(this, port);
      pipeline.addBefore(codec, CLIENT, client);
      pipeline.addBefore(NettyPipeline.HttpTrafficHandler, HANDOVER, new Handover(client));
    } else {
      Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
      if (http2 != null) {
        pipeline.addFirst(CLIENT, new Http2Client(http2, settings.patience().keepAlive()));
        opened(pipeline.channel());
      }
    }
  }

  void opened(Channel channel) {
    clients.add(channel);
  }

  private static @Nullable Client clientOf(Channel channel) {
    return channel.pipeline().get(CLIENT) instanceof Client client ? client : null;
  }

  Routing routing() {
    return routing;
  }

  Circuits circuits() {
    return circuits;
  }

  RelaySettings settings() {
    return settings;
  }

  TrustedProxies trustedProxies() {
    return settings.trustedProxies();
  }

  HeaderRules headerRules() {
    return headerRules;
  }

  Mirroring mirroring() {
    return mirroring;
  }

  ForwardingListener listener() {
    return listener;
  }

  /** Null where nobody wants traces. */
  @Nullable Traces traces() {
    return traces;
  }

  Supplier<SslContext> tls() {
    return tls;
  }

  UpstreamPools pools() {
    return pools;
  }

  boolean isDraining() {
    return draining;
  }

  /** How many clients are connected. */
  public int clientCount() {
    return clients.size();
  }

  /** How many clients are connected for an exchange that will end by itself. */
  public long busyCount() {
    return clients.stream()
        .map(Relay::clientOf)
        .filter(client -> client != null && client.isBusy())
        .count();
  }

  /** How many connections to upstreams are open. */
  public int upstreamCount() {
    return pools.openCount();
  }

  /** The same for each upstream, by its name. */
  public Map<String, Integer> openByUpstream() {
    return pools.openByUpstream();
  }

  /** Accepts no more, lets what is in flight finish, and keeps no connection open beyond it. */
  public void drain() {
    draining = true;
    servers.close().awaitUninterruptibly();
    for (Channel channel : clients) {
      Client client = clientOf(channel);
      if (client != null) {
        channel.eventLoop().execute(client::drain);
      }
    }
  }

  /** Closes whatever is still open. */
  public void closeClients() {
    for (Channel channel : clients) {
      Client client = clientOf(channel);
      if (client != null) {
        channel.eventLoop().execute(client::waitNoMore);
      }
    }
    clients.close().awaitUninterruptibly();
  }

  @Override
  public void close() {
    pools.close();
    mirroring.pools().close();
  }
}
