package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.EventStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Sits behind the codec and tells the connection in front of it when the entry behind has answered
 * what it was given.
 */
final class Handover extends ChannelOutboundHandlerAdapter {

  private static final int SWITCHING_PROTOCOLS = 101;

  private final ClientConnection client;
  private boolean interim;

  Handover(ClientConnection client) {
    this.client = client;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    boolean upgraded = false;
    if (message instanceof HttpResponse response) {
      upgraded = response.status().code() == SWITCHING_PROTOCOLS;
      interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
    if (message instanceof HttpResponse response && !interim) {
      String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
      client.passedBegins(EventStream.is(type));
    }
    boolean last = message instanceof LastHttpContent && !interim;
    var _ = ctx.write(message, promise);
    if (upgraded) {
      client.passedUpgraded();
    } else if (last) {
      client.passedAnswered();
    }
  }
}
