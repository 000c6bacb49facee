package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.http1.ResponseMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection to an upstream: it carries one exchange after the other, and reads the answers. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {

  private static final int MAX_HEAD = 64 * 1024;
  private static final int MAX_FIELDS = 1000;
  private static final int HEAD_STEP = 2048;

  /** How long is read what nobody wants, or what an upstream may have said before it was gone. */
  private static final Duration READING_REST = Duration.ofSeconds(1);

  private enum Phase {
    /** No answer is due. */
    IDLE,
    HEAD,
    BODY,
    /** The body of an answer that nobody wants, read so that the connection can be used again. */
    DISCARDED_BODY,
    TUNNEL
  }

  private final UpstreamPool pool;
  private final Place place;
  private final ResponseMessage message = new ResponseMessage(MAX_HEAD, MAX_FIELDS);
  private final BodyFrame frame = BodyFrame.ofAnswers();
  private Phase phase = Phase.IDLE;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Caller exchange;

  /** When such a rest must have been read; null until there is one. */
  private @Nullable Deadline restDeadline;

  private boolean opened;
  private boolean used;
  private boolean broken;
  private boolean toHead;
  private boolean wrote;
  private long restingSince;

  UpstreamConnection(UpstreamPool pool, Place place) {
    this.pool = pool;
    this.place = place;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  private Channel channel() {
    return Objects.requireNonNull(context).channel();
  }

  UpstreamPool pool() {
    return pool;
  }

  Place place() {
    return place;
  }

  /** It can carry exchanges, and counts among the pool's. */
  void opened() {
    opened = true;
  }

  /** Whether it has carried an exchange before the present one. */
  boolean used() {
    return used;
  }

  boolean isUsable() {
    return phase == Phase.IDLE && channel().isActive();
  }

  void rests() {
    restingSince = System.nanoTime();
  }

  long restingSince() {
    return restingSince;
  }

  /** Begins to carry an exchange. */
  void begin(Caller its, boolean isHead) {
    exchange = its;
    phase = Phase.HEAD;
    toHead = isHead;
    message.clear();
    place.begun();
  }

  /** Writes a piece of the request; takes the buffer over. */
  void write(ByteBuf piece) {
    ChannelHandlerContext ctx = Objects.requireNonNull(context);
    var _ = ctx.write(piece, ctx.voidPromise());
    wrote = true;
  }

  void flush() {
    if (wrote) {
      wrote = false;
      Objects.requireNonNull(context).flush();
    }
  }

  boolean isWritable() {
    return channel().isWritable();
  }

  /** How many octets of what was written the upstream has not taken yet. */
  long unsent() {
    ChannelOutboundBuffer pending = channel().unsafe().outboundBuffer();
    return pending == null ? 0 : pending.totalPendingWriteBytes() - pending.currentProgress();
  }

  /** Reads on, or lets the upstream wait until the client has taken what is there. */
  void reads(boolean on) {
    if (channel().config().isAutoRead() != on) {
      channel().config().setAutoRead(on);
    }
  }

  void close() {
    var _ = channel().close();
  }

  /** The exchange wants no more of the answer. */
  void drop() {
    phase = Phase.IDLE;
    if (exchange != null) {
      exchange = null;
      place.ended();
    }
    close();
  }

  /** Reads the rest of a short answer for nobody, and is soon free for another exchange. */
  void discard(long worth) {
    long length = message.bodyLength();
    if (phase != Phase.BODY || length < 0 || length > worth || !message.keepsAlive()) {
      drop();
      return;
    }
    if (exchange != null) {
      exchange = null;
      place.ended();
    }
    phase = Phase.DISCARDED_BODY;
    reads(true);
    readsRest();
  }

  private void readsRest() {
    Deadline its = restDeadline;
    if (its == null) {
      its = new Deadline(channel().eventLoop(), this::close);
      restDeadline = its;
    }
    its.in(READING_REST);
  }

  private void hasReadRest() {
    if (restDeadline != null) {
      restDeadline.clear();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    ByteBuf in = (ByteBuf) read;
    try {
      boolean more = in.isReadable();
      while (more) {
        more =
            switch (phase) {
              case IDLE -> unsolicited();
              case HEAD -> head(in);
              case BODY -> body(in);
              case DISCARDED_BODY -> discarded(in);
              case TUNNEL -> tunnelled(in);
            };
        more &= in.isReadable();
      }
    } finally {
      in.release();
    }
  }

  /** A server that speaks out of turn is not understood; most often it says that it closes. */
  private boolean unsolicited() {
    close();
    return false;
  }

  private boolean head(ByteBuf in) {
    int room = message.room(Math.min(in.readableBytes(), HEAD_STEP));
    if (room == 0) {
      fail(Failure.OVERSIZED_HEAD);
      return false;
    }
    in.readBytes(message.bytes(), message.length(), room);
    int beyond = message.added(room);
    if (beyond < 0) {
      if (!message.looksLikeHttp()) {
        fail(Failure.GARBAGE);
        return false;
      }
      return true;
    }
    in.readerIndex(in.readerIndex() - beyond);
    if (!message.parse(toHead)) {
      fail(Failure.GARBAGE);
      return false;
    }
    Caller its = Objects.requireNonNull(exchange);
    if (message.status() == 101) {
      if (!its.asksToUpgrade()) {
        fail(Failure.GARBAGE);
        return false;
      }
      place.works();
      phase = Phase.TUNNEL;
      its.upgraded(message);
      return true;
    }
    if (message.status() < 200) {
      its.interim(message);
      message.clear();
      return true;
    }
    hasReadRest();
    frame.begin(message.bodyLength());
    phase = Phase.BODY;
    its.answered(message);
    if (frame.hasEnded() && (phase == Phase.BODY || phase == Phase.DISCARDED_BODY)) {
      ended(in);
    }
    return true;
  }

  private boolean body(ByteBuf in) {
    Caller its = Objects.requireNonNull(exchange);
    if (its.wantsContentOnly()) {
      int run = frame.run(in);
      if (run > 0) {
        its.pass(in.readRetainedSlice(run));
      } else {
        in.skipBytes(-run);
      }
    } else {
      its.pass(in.readRetainedSlice(frame.measure(in)));
    }
    if (frame.isBad()) {
      fail(Failure.BROKEN_BODY);
      return false;
    }
    if (frame.hasEnded()) {
      ended(in);
    }
    return true;
  }

  private boolean discarded(ByteBuf in) {
    in.skipBytes(frame.measure(in));
    if (frame.isBad()) {
      close();
      return false;
    }
    if (frame.hasEnded()) {
      ended(in);
    }
    return true;
  }

  private boolean tunnelled(ByteBuf in) {
    Caller its = exchange;
    if (its == null) {
      return false;
    }
    its.pass(in.readRetainedSlice(in.readableBytes()));
    return false;
  }

  /** The answer is whole; what follows it in the same breath was never asked for. */
  private void ended(ByteBuf in) {
    hasReadRest();
    Caller its = exchange;
    boolean reusable =
        message.keepsAlive()
            && !in.isReadable()
            && (its == null || its.isRequestSent())
            && channel().isActive();
    exchange = null;
    phase = Phase.IDLE;
    used = true;
    place.works();
    if (its != null) {
      place.ended();
    }
    if (reusable) {
      reads(true);
      pool.release(this);
    } else {
      close();
    }
    if (its != null) {
      its.answerEnded();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    Caller its = exchange;
    if (its != null && phase != Phase.HEAD) {
      its.passed();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.upstreamWritable();
    }
  }

  private void fail(Failure failure) {
    Caller its = exchange;
    exchange = null;
    phase = Phase.IDLE;
    close();
    if (its != null) {
      place.ended();
      its.failed(failure);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (opened) {
      opened = false;
      pool.closed(this);
    }
    if (restDeadline != null) {
      restDeadline.close();
    }
    Caller its = exchange;
    if (its == null) {
      return;
    }
    exchange = null;
    place.ended();
    switch (phase) {
      case IDLE, DISCARDED_BODY -> {}
      case HEAD -> its.failed(message.isEmpty() ? Failure.RESET : Failure.GARBAGE);
      case BODY -> {
        if (frame.endsWithConnection() && !broken) {
          place.works();
          its.answerEnded();
        } else {
          its.failed(Failure.BROKEN_BODY);
        }
      }
      case TUNNEL -> its.answerEnded();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelOutputShutdownEvent) {
      takesNoMore();
    }
    ctx.fireUserEventTriggered(event);
  }

  /**
   * The upstream has ended the connection while something was written to it. It may have answered
   * before: a server that wants no more of a request does (RFC 9112, section 9.6). Reading finds
   * the answer, and then the end.
   */
  private void takesNoMore() {
    broken = true;
    switch (phase) {
      case HEAD -> readsRest();
      case BODY, DISCARDED_BODY -> {}
      case IDLE, TUNNEL -> close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken = true;
    if (!(cause instanceof ChannelOutputShutdownException)) {
      var _ = ctx.close();
    }
  }
}
