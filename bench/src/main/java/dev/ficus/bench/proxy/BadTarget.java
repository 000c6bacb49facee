package dev.ficus.bench.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A function that does the worst to whoever calls it, in one of several ways. */
final class BadTarget implements AutoCloseable {

  /** What it does with a request. */
  enum Way {
    /** No answer, ever. */
    HANG,
    /** The connection is reset. */
    RESET,
    /** A byte every tenth of a second. */
    DRIP,
    /** Ten gigabytes, and says so. */
    HUGE,
    /** The same in chunks, and does not say so. */
    ENDLESS,
    /** What is not HTTP. */
    GARBAGE
  }

  private static final byte[] HUGE_HEAD = head("Content-Length: 10737418240");
  private static final byte[] CHUNKED_HEAD = head("Transfer-Encoding: chunked");
  private static final byte[] LONG_HEAD = head("Content-Length: 100000");
  private static final ByteBuf PIECE =
      Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[64 << 10]));
  private static final ByteBuf CHUNK =
      Unpooled.unreleasableBuffer(
          Unpooled.wrappedBuffer(
              "10000\r\n".getBytes(StandardCharsets.US_ASCII),
              new byte[64 << 10],
              "\r\n".getBytes(StandardCharsets.US_ASCII)));
  private static final int DRIP_MILLIS = 100;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Channel server;

  BadTarget(Way way) throws InterruptedException {
    server =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .childOption(ChannelOption.SO_LINGER, way == Way.RESET ? 0 : -1)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Caller(way));
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
  }

  private static byte[] head(String framing) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + framing + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static final class Caller extends ChannelInboundHandlerAdapter {

    private final Way way;

    Caller(Way way) {
      this.way = way;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      switch (way) {
        case HANG -> {}
        case RESET -> {
          var _ = context.close();
        }
        case DRIP -> {
          send(context, LONG_HEAD);
          drip(context);
        }
        case HUGE -> {
          send(context, HUGE_HEAD);
          pour(context, PIECE);
        }
        case ENDLESS -> {
          send(context, CHUNKED_HEAD);
          pour(context, CHUNK);
        }
        case GARBAGE -> send(context, new byte[] {0, 'x', '\r', 7, '\n', '\n', 0});
      }
    }

    private static void send(ChannelHandlerContext context, byte[] bytes) {
      var _ = context.writeAndFlush(Unpooled.wrappedBuffer(bytes), context.voidPromise());
    }

    private static void drip(ChannelHandlerContext context) {
      if (context.channel().isActive()) {
        send(context, new byte[] {'x'});
        var _ =
            context.executor().schedule(() -> drip(context), DRIP_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    private static void pour(ChannelHandlerContext context, ByteBuf piece) {
      while (context.channel().isActive() && context.channel().isWritable()) {
        var _ = context.writeAndFlush(piece.duplicate(), context.voidPromise());
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (way == Way.HUGE || way == Way.ENDLESS) {
        context.executor().execute(() -> pour(context, way == Way.HUGE ? PIECE : CHUNK));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}
