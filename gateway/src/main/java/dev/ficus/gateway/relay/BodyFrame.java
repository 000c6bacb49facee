package dev.ficus.gateway.relay;

import dev.ficus.gateway.http1.ChunkedBody;
import io.netty.buffer.ByteBuf;

/** Finds out which of the bytes that come in belong to a message's body, and where it ends. */
final class BodyFrame {

  static final long CHUNKED = -1;
  static final long UNTIL_CLOSE = -2;

  private final ChunkedBody chunks;
  private long length;
  private long left;

  private BodyFrame(ChunkedBody chunks) {
    this.chunks = chunks;
  }

  static BodyFrame ofRequests() {
    return new BodyFrame(ChunkedBody.ofRequest());
  }

  static BodyFrame ofAnswers() {
    return new BodyFrame(ChunkedBody.ofAnswer());
  }

  /**
   * Begins with a body.
   *
   * @param length in bytes, or {@link #CHUNKED}, or {@link #UNTIL_CLOSE}
   */
  void begin(long length) {
    this.length = length;
    left = length;
    if (length == CHUNKED) {
      chunks.begin();
    }
  }

  boolean isChunked() {
    return length == CHUNKED;
  }

  boolean endsWithConnection() {
    return length == UNTIL_CLOSE;
  }

  boolean hasEnded() {
    return length == CHUNKED ? chunks.hasEnded() : left == 0;
  }

  boolean isBad() {
    return length == CHUNKED && chunks.isBad();
  }

  /**
   * How many of a buffer's readable bytes, from the first on, are the body's with its framing; of a
   * bad body, those before the first bad one.
   */
  int measure(ByteBuf in) {
    int readable = in.readableBytes();
    if (length == UNTIL_CLOSE) {
      return readable;
    }
    if (length != CHUNKED) {
      int taken = (int) Math.min(left, readable);
      left -= taken;
      return taken;
    }
    int from = in.readerIndex();
    int at = from;
    int end = from + readable;
    while (at < end && !chunks.hasEnded() && !chunks.isBad()) {
      int content = (int) Math.min(chunks.contentLeft(), end - at);
      if (content > 0) {
        chunks.skip(content);
        at += content;
      } else {
        chunks.accept(in.getByte(at++));
      }
    }
    return (chunks.isBad() ? at - 1 : at) - from;
  }

  /**
   * Takes the next run of bytes that are all content or all framing, for a reader who does not know
   * chunks.
   *
   * @return its length; negative if it is framing
   */
  int run(ByteBuf in) {
    if (length != CHUNKED) {
      return measure(in);
    }
    int content = (int) Math.min(chunks.contentLeft(), in.readableBytes());
    if (content > 0) {
      chunks.skip(content);
      return content;
    }
    int from = in.readerIndex();
    int at = from;
    int end = from + in.readableBytes();
    while (at < end && chunks.contentLeft() == 0 && !chunks.hasEnded() && !chunks.isBad()) {
      chunks.accept(in.getByte(at++));
    }
    return from - at;
  }
}
