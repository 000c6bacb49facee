package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.http1.ResponseMessage;
import dev.ficus.gateway.relay.ResponseWriter.Framing;
import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Passes an answer on to a client, framed so that the client can read it. */
final class AnswerPassing {

  private final Peer peer;
  private final boolean http11;

  /** A head that may yet be replaced by the other side's. */
  private @Nullable ByteBuf held;

  private Framing framing = Framing.AS_IT_CAME;
  private boolean begun;
  private long bytes;

  /**
   * @param http11 whether the client knows chunks and interim answers
   */
  AnswerPassing(Peer peer, boolean http11) {
    this.peer = peer;
    this.http11 = http11;
  }

  /** An answer before the answer (RFC 9110, section 15.2). */
  void interim(ResponseMessage answer, Supplier<Outside> outside) {
    if (http11) {
      peer.output()
          .write(ResponseWriter.write(peer.allocator(), answer, Framing.NONE, outside, ""));
      peer.output().flush();
    }
  }

  /** How the client is told where the body ends. */
  Framing frame(ResponseMessage answer) {
    if (answer.status() < 200) {
      framing = Framing.NONE;
    } else if (answer.bodyLength() == ResponseMessage.UNTIL_CLOSE) {
      framing = http11 ? Framing.CHUNKED : Framing.CONTENT_ONLY;
    } else if (answer.bodyLength() == ResponseMessage.CHUNKED && !http11) {
      framing = Framing.CONTENT_ONLY;
    } else {
      framing = Framing.AS_IT_CAME;
    }
    return framing;
  }

  /**
   * The head of the answer, framed as {@link #frame} says.
   *
   * @param hold whether it goes out with the first piece of the body only
   */
  void head(ResponseMessage answer, Supplier<Outside> outside, String ownLines, boolean hold) {
    held = ResponseWriter.write(peer.allocator(), answer, framing, outside, ownLines);
    if (!hold) {
      release();
    }
  }

  private void release() {
    ByteBuf head = held;
    if (head != null) {
      held = null;
      begun = true;
      peer.output().write(head);
    }
  }

  /** A piece of the body; takes the buffer over. */
  void pass(ByteBuf piece) {
    release();
    bytes += piece.readableBytes();
    if (framing == Framing.CHUNKED) {
      peer.output().writeChunk(piece);
    } else {
      peer.output().write(piece);
    }
  }

  /** The body is whole. */
  void end() {
    release();
    if (framing == Framing.CHUNKED) {
      peer.output().writeLastChunk();
    }
  }

  /** Nobody will see a head that is still held. */
  void drop() {
    ByteBuf head = held;
    held = null;
    if (head != null) {
      head.release();
    }
  }

  /** Whether the client has been given anything. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the client is shown no framing: to it the end of the connection ends the body. */
  boolean isContentOnly() {
    return framing == Framing.CONTENT_ONLY;
  }

  long bytes() {
    return bytes;
  }
}
