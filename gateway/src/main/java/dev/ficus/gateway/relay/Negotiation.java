package dev.ficus.gateway.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** Waits until client and server have agreed on a protocol (RFC 7301). */
final class Negotiation extends ChannelInboundHandlerAdapter {

  private final Runnable agreed;

  /**
   * @param agreed runs once the pipeline speaks the protocol
   */
  Negotiation(Runnable agreed) {
    this.agreed = agreed;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        agreed.run();
      }
      ctx.pipeline().remove(this);
    }
    ctx.fireUserEventTriggered(event);
  }
}
