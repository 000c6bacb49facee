package dev.ficus.gateway.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/2: the entry behind has all its requests, and here it is seen that
 * it does not rest for too long, and that it ends with the gateway.
 */
final class Http2Client extends ChannelInboundHandlerAdapter implements Client {

  private final Http2ConnectionHandler codec;
  private final Duration keepAlive;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Deadline rest;
  private volatile boolean busy;

  /**
   * @param keepAlive how long it may be without a request; zero is off
   */
  Http2Client(Http2ConnectionHandler codec, Duration keepAlive) {
    this.codec = codec;
    this.keepAlive = keepAlive;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    Deadline its = new Deadline(ctx.channel().eventLoop(), this::drain);
    rest = its;
    codec.connection().addListener(new Streams(its));
    looksAtStreams(its);
  }

  private void looksAtStreams(Deadline its) {
    busy = codec.connection().numActiveStreams() > 0;
    if (busy) {
      its.clear();
    } else {
      its.in(keepAlive);
    }
  }

  private final class Streams extends Http2ConnectionAdapter {

    private final Deadline its;

    Streams(Deadline its) {
      this.its = its;
    }

    @Override
    public void onStreamActive(Http2Stream stream) {
      looksAtStreams(its);
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      looksAtStreams(its);
    }
  }

  @Override
  public boolean isBusy() {
    return busy;
  }

  /** Says that it goes away (RFC 9113, section 6.8), and does so once no stream is open. */
  @Override
  public void drain() {
    if (context != null) {
      // However long its streams take: the end of the gateway has a limit of its own.
      codec.gracefulShutdownTimeoutMillis(-1);
      var _ = context.channel().close();
    }
  }

  @Override
  public void waitNoMore() {
    codec.gracefulShutdownTimeoutMillis(0);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (rest != null) {
      rest.close();
    }
    ctx.fireChannelInactive();
  }
}
