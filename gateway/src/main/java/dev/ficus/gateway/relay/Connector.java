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
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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

  /**
   * Opens one.
   *
   * @param timeout for all of it: finding addresses, trying them, a handshake; zero is off
   */
  void connect(UpstreamPool pool, Place place, Duration timeout, Listener listener) {
    List<InetSocketAddress> known = place.addresses().known();
    Attempt attempt = new Attempt(pool, place, timeout, listener);
    if (known == null) {
      attempt.resolve();
    } else {
      attempt.resolved(known);
    }
  }

  /** Tries one address after the other. */
  private final class Attempt {
    private final UpstreamPool pool;
    private final Place place;
    private final boolean limited;
    private final long endsAt;
    private final Listener listener;
    private List<InetSocketAddress> addresses = List.of();
    private @Nullable Future<?> unresolved;

    Attempt(UpstreamPool pool, Place place, Duration timeout, Listener listener) {
      this.pool = pool;
      this.place = place;
      this.listener = listener;
      limited = !timeout.isZero();
      endsAt = limited ? System.nanoTime() + timeout.toNanos() : 0;
    }

    /**
     * The time that is left for one of several things; zero is off.
     *
     * @param parts how many things that is, this one included
     */
    private int millis(int parts) {
      if (!limited) {
        return 0;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(endsAt - System.nanoTime()) / parts;
      return Math.clamp(left, 1, Integer.MAX_VALUE);
    }

    void resolve() {
      if (limited) {
        unresolved = loop.schedule(this::resolvesTooLate, millis(1), TimeUnit.MILLISECONDS);
      }
      place
          .addresses()
          .resolve(
              loop,
              found -> {
                if (unresolved == null || unresolved.cancel(false)) {
                  resolved(found);
                }
              });
    }

    private void resolvesTooLate() {
      listener.failed(Failure.CONNECT_TIMEOUT);
    }

    void resolved(List<InetSocketAddress> found) {
      addresses = found;
      if (found.isEmpty()) {
        listener.failed(Failure.UNRESOLVED);
      } else {
        next(0);
      }
    }

    private void next(int index) {
      UpstreamConnection connection = new UpstreamConnection(pool, place);
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channelFactory(new ReflectiveChannelFactory<>(Objects.requireNonNull(channels)))
              .resolver(NoopAddressResolverGroup.INSTANCE)
              .option(ChannelOption.TCP_NODELAY, true)
              // What an upstream has said before it took no more is still to be read.
              .option(ChannelOption.AUTO_CLOSE, false)
              .option(ChannelOption.RECVBUF_ALLOCATOR, READS)
              // An address that does not answer must leave time for those after it.
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(addresses.size() - index))
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
      handler.setHandshakeTimeoutMillis(millis(1));
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
                  boolean late = handshake.cause() instanceof SslHandshakeTimeoutException;
                  listener.failed(late ? Failure.CONNECT_TIMEOUT : Failure.REFUSED);
                }
              });
    }
  }
}
