package dev.ficus.bench.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The same number of requests per second for every peer, due at equal distances whatever the
 * answers do. One thread on Netty's epoll, whose timer is finer than a millisecond.
 */
final class PacedLoad {

  /** How long after the last request was due its answer may come. */
  private static final int GRACE_SECONDS = 10;

  private final List<byte[]> requests;
  private final int port;
  private final int connections;

  PacedLoad(Requests requests, int port, int connections) {
    this.requests = requests.encoded(port);
    this.port = port;
    this.connections = connections;
  }

  PacedResult run(double rate, int seconds) throws IOException, InterruptedException {
    Pace pace = new Pace(requests, rate, Math.max(1, Math.round(rate * seconds)), System::nanoTime);
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channel(EpollSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .handler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(new HttpResponseDecoder(), pace.connection());
                    }
                  });
      for (int i = 0; i < connections; i++) {
        bootstrap.connect("127.0.0.1", port).sync();
      }
      loop.next().execute(() -> pace.start(loop.next()));
      return pace.result().get(seconds + GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return loop.submit(pace::giveUp).sync().getNow();
    } catch (ExecutionException e) {
      throw new IOException("equal load has failed", e);
    } finally {
      loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }
}
