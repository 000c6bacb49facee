package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.route.FixedResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is written to a client. */
final class ClientOutput {

  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private @Nullable ChannelHandlerContext context;
  private boolean wrote;

  /** How much was still to go out when that was noted last. */
  private long left;

  void use(ChannelHandlerContext ctx) {
    context = ctx;
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  /** Takes the buffer over. */
  void write(ByteBuf bytes) {
    wrote = true;
    var _ = context().write(bytes, context().voidPromise());
  }

  /** Writes a piece of a body as a chunk of its own; takes the buffer over. */
  void writeChunk(ByteBuf piece) {
    if (!piece.isReadable()) {
      piece.release();
      return;
    }
    ByteBuf size = context().alloc().directBuffer(16);
    size.writeCharSequence(Integer.toHexString(piece.readableBytes()), StandardCharsets.US_ASCII);
    size.writeBytes(LINE_END);
    write(size);
    write(piece);
    write(Unpooled.wrappedBuffer(LINE_END));
  }

  void writeLastChunk() {
    write(Unpooled.wrappedBuffer(LAST_CHUNK));
  }

  void flush() {
    if (wrote) {
      wrote = false;
      context().flush();
    }
  }

  boolean isWritable() {
    return context().channel().isWritable();
  }

  /** How many of the octets written the client has yet to make room for. */
  private long unsent() {
    ChannelOutboundBuffer buffer = context().channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
  }

  /** Whether all that was written has gone out; notes how much has not. */
  boolean isOut() {
    left = unsent();
    return left == 0;
  }

  /** Whether the client has taken nothing of what was left when that was noted last; notes anew. */
  boolean isStuck() {
    long before = left;
    return !isOut() && left >= before;
  }

  /** Runs something once all that is written up to now has gone out, if the client is there. */
  void whenOut(Runnable then) {
    // Only after the present flush is it known whether there is more.
    var _ =
        context()
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(_ -> context().executor().execute(() -> ifThere(then)));
  }

  private void ifThere(Runnable then) {
    if (context().channel().isActive()) {
      then.run();
    }
  }

  void problem(Problem problem, String ownLines, boolean toHead) {
    own(problem.status(), problem.title(), Problem.MEDIA_TYPE, problem.octets(), ownLines, toHead);
  }

  /** How long the body is that was written. */
  int fixed(FixedResponse response, String ownLines, boolean toHead) {
    String reason = HttpResponseStatus.valueOf(response.status()).reasonPhrase();
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    return own(response.status(), reason, response.contentType(), body, ownLines, toHead);
  }

  private int own(
      int status,
      String reason,
      @Nullable String contentType,
      byte[] bytes,
      String ownLines,
      boolean toHead) {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(status).append(' ').append(reason).append("\r\n");
    if (contentType != null) {
      head.append("Content-Type: ").append(contentType).append("\r\n");
    }
    if (status != 204 && status != 304) {
      head.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    head.append(ownLines).append("\r\n");
    ByteBuf out = context().alloc().directBuffer(head.length() + bytes.length);
    out.writeCharSequence(head, StandardCharsets.ISO_8859_1);
    int written = toHead || status == 204 || status == 304 ? 0 : bytes.length;
    out.writeBytes(bytes, 0, written);
    write(out);
    return written;
  }

  /**
   * Ends the connection in the middle of an answer.
   *
   * @param reset whether to the client an orderly end would be the end of the answer
   */
  void abort(boolean reset) {
    Channel channel = context().channel();
    // What came before the break is the client's.
    context().flush();
    if (reset) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    var _ = channel.close();
  }

  void closeWhenWritten() {
    wrote = false;
    var _ = context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Says that nothing more will come, but goes on reading: bytes that arrive at a closed connection
   * would be answered by a reset, and that can take the answer from the client (RFC 9112, section
   * 9.6).
   */
  void endWhenWritten() {
    wrote = false;
    Channel channel = context().channel();
    boolean plain = context().pipeline().get(SslHandler.class) == null;
    if (plain && channel instanceof DuplexChannel duplex) {
      ChannelFutureListener end =
          _ -> {
            var _ = duplex.shutdownOutput();
          };
      var _ = context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(end);
    } else {
      closeWhenWritten();
    }
  }
}
