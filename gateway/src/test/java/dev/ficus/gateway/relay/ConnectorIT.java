package dev.ficus.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.route.HeaderEdits;
import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import dev.ficus.gateway.route.UpstreamSpec;
import dev.ficus.gateway.testing.FullBacklog;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All that it takes until a connection stands is within one time limit. */
class ConnectorIT {

  private EventLoopGroup loops;
  private EventLoop loop;
  private Connector connector;

  /** What it was told, in order: a failure, or that there is a connection. */
  private final List<Object> told = Collections.synchronizedList(new ArrayList<>());

  private final CompletableFuture<Object> first = new CompletableFuture<>();

  @BeforeEach
  void start() {
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    loop = loops.next();
    connector = new Connector(loop);
    connector.use(
        new NioSocketChannel(),
        () -> {
          throw new UnsupportedOperationException();
        });
  }

  @AfterEach
  void stop() {
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void connect(int port, Duration timeout, Addresses.Lookup lookup) {
    URI url = URI.create("http://a.name:" + port);
    Upstream upstream =
        new Upstream(
            "shop",
            List.of(url),
            Timeouts.DEFAULT,
            PoolSpec.DEFAULT,
            null,
            HeaderEdits.NONE,
            null,
            UpstreamSpec.Data.SHARED,
            null);
    UpstreamPool pool = new UpstreamPool(new UpstreamShare(upstream), loop, connector);
    Connector.Listener listener =
        new Connector.Listener() {
          @Override
          public void connected(UpstreamConnection connection) {
            tell("connected");
          }

          @Override
          public void failed(Failure failure) {
            tell(failure);
          }
        };
    loop.execute(() -> connector.connect(pool, new Place(url, lookup), timeout, listener));
  }

  private void tell(Object what) {
    told.add(what);
    first.complete(what);
  }

  private static InetAddress loopback(int last) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  @Test
  void aNameThatIsLookedUpForTooLongIsATimeout() throws Exception {
    CountDownLatch known = new CountDownLatch(1);
    InetAddress here = loopback(1);
    try (ServerSocket server = new ServerSocket(0, 50, here)) {
      connect(
          server.getLocalPort(),
          Duration.ofMillis(200),
          host -> {
            boolean _ = await(known);
            return new InetAddress[] {here};
          });
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(Failure.CONNECT_TIMEOUT);
      known.countDown();
    }
    stop();
    assertThat(told).hasSize(1);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void severalAddressesThatDoNotAnswerTakeNoLongerThanOne() throws Exception {
    try (FullBacklog full = new FullBacklog()) {
      InetAddress dead = loopback(1);
      long began = System.nanoTime();
      connect(
          full.port(), Duration.ofSeconds(2), host -> new InetAddress[] {dead, dead, dead, dead});
      assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(Failure.CONNECT_TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void anAddressThatDoesNotAnswerLeavesTimeForTheNext() throws Exception {
    InetAddress dead = loopback(1);
    InetAddress sound = loopback(2);
    try (FullBacklog full = new FullBacklog();
        ServerSocket server = new ServerSocket(full.port(), 50, sound)) {
      connect(
          server.getLocalPort(), Duration.ofSeconds(1), host -> new InetAddress[] {dead, sound});
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("connected");
    }
  }
}
