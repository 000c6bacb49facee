package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Failure;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Opens connections to upstreams, on one event loop. */
final class Connector {

  /** Is told once, on the loop. */
  interface Listener {
    void connected(UpstreamConnection connection);

    void failed(Failure failure);
  }

  /** A large answer is to need few reads; the first of each connection is for a small one. */
  private static final RecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator(2 * 1024, 16 * 1024, 256 * 1024);

  private final EventLoop loop;
  private @Nullable Class<? extends Channel> channels;
  private @Nullable Supplier<SslContext> tls;

  Connector(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * Says what to connect with.
   *
   * @param like upstream connections are of the same transport as this client's
   * @param tls asked anew for each connection, so that a renewed certificate is used
   */
  void use(Channel like, Supplier<SslContext> tls) {
    channels = like.getClass();
    this.tls = tls;
  }

  void connect(UpstreamPool pool, Place place, Duration timeout, Listener listener) {
    place
        .addresses()
        .resolve(
            loop,
            addresses -> {
              if (addresses.isEmpty()) {
                listener.failed(Failure.UNRESOLVED);
              } else {
                new Attempt(pool, place, timeout, addresses, listener).next(0);
              }
            });
  }

  /** Tries one address after the other. */
  private final class Attempt {
    private final UpstreamPool pool;
    private final Place place;
    private final Duration timeout;
    private final List<InetSocketAddress> addresses;
    private final Listener listener;

    Attempt(
        UpstreamPool pool,
        Place place,
        Duration timeout,
        List<InetSocketAddress> addresses,
        Listener listener) {
      this.pool = pool;
      this.place = place;
      this.timeout = timeout;
      this.addresses = addresses;
      this.listener = listener;
    }

    void next(int index) {
      UpstreamConnection connection = new UpstreamConnection(pool, place);
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channelFactory(new ReflectiveChannelFactory<>(Objects.requireNonNull(channels)))
              .resolver(NoopAddressResolverGroup.INSTANCE)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.RECVBUF_ALLOCATOR, READS)
              .option(
                  ChannelOption.CONNECT_TIMEOUT_MILLIS,
                  (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE))
              .handler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(connection);
                    }
                  });
      bootstrap
          .connect(addresses.get(index))
          .addListener((ChannelFuture done) -> tried(done, index, connection));
    }

    private void tried(ChannelFuture done, int index, UpstreamConnection connection) {
      if (done.isSuccess()) {
        if (place.isSecure()) {
          secure(done.channel(), connection);
        } else {
          connection.opened();
          listener.connected(connection);
        }
      } else if (index + 1 < addresses.size()) {
        next(index + 1);
      } else {
        boolean late = done.cause() instanceof ConnectTimeoutException;
        listener.failed(late ? Failure.CONNECT_TIMEOUT : Failure.REFUSED);
      }
    }

    private void secure(Channel channel, UpstreamConnection connection) {
      SslHandler handler =
          Objects.requireNonNull(tls)
              .get()
              .newHandler(channel.alloc(), place.addresses().host(), place.addresses().port());
      SSLEngine engine = handler.engine();
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      if (!timeout.isZero()) {
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
      }
      channel.pipeline().addFirst(handler);
      handler
          .handshakeFuture()
          .addListener(
              handshake -> {
                if (handshake.isSuccess()) {
                  connection.opened();
                  listener.connected(connection);
                } else {
                  var _ = channel.close();
                  listener.failed(Failure.REFUSED);
                }
              });
    }
  }
}
