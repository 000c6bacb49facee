package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.http1.Fault;
import dev.ficus.gateway.http1.RequestMessage;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.relay.Dispatcher.Answerer;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.Side;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: it reads one request after the other, strictly, and makes an {@link
 * Exchange} of each, or hands it on to the entry behind. What comes in early waits here; the client
 * is not read from faster than its bytes can go on.
 */
final class ClientConnection extends ChannelDuplexHandler implements Client {

  private static final int HEAD_STEP = 2048;

  /** How long the rest of a body is read that nobody wants, so that the connection can go on. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private enum Phase {
    /** The next request's head is due. */
    HEAD,
    /** A request is on its way, and its body is coming in. */
    BODY,
    /** A request has come in whole, and its answer is due. */
    ANSWER,
    /** The answer is out, and the rest of the request is read for nobody. */
    DRAIN,
    /** The entry behind has the request. */
    PASSED,
    /** Bytes go both ways as they are. */
    TUNNEL,
    /** The entry behind has the connection, for good. */
    ASIDE,
    /** The last answer is out; what still comes in is dropped. */
    CLOSING
  }

  private final Relay relay;
  private final RequestMessage message;
  private final Peer peer;
  private final Dispatcher dispatcher;
  private final BodyIntake body;

  private Phase phase = Phase.HEAD;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf input;
  private @Nullable Exchange exchange;
  private @Nullable Deadline inputDeadline;
  private boolean reading;
  private boolean consuming;
  private boolean keepsAlive;
  private boolean passedBegun;

  /** Whether the present exchange has no end of its own; also read by other threads. */
  private volatile boolean streaming;

  private boolean passedAnswered;

  ClientConnection(Relay relay, Listener listener) {
    this.relay = relay;
    RelaySettings.Limits limits = relay.settings().limits();
    message = new RequestMessage(limits.requestLine(), limits.head(), limits.fields());
    peer = new Peer(relay, listener, message);
    dispatcher = new Dispatcher(relay, this, message);
    body = new BodyIntake(limits.body());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    peer.connected(ctx, this::exchangeExpired);
    inputDeadline = new Deadline(ctx.channel().eventLoop(), this::inputExpired);
    relay.opened(ctx.channel());
    inputDeadline().in(relay.settings().patience().keepAlive());
  }

  // What exchanges ask of their client.

  Peer peer() {
    return peer;
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  private Deadline inputDeadline() {
    return Objects.requireNonNull(inputDeadline);
  }

  private ClientOutput output() {
    return peer.output();
  }

  /** Whether the connection stays open after the present answer. */
  boolean keepsAlive() {
    return keepsAlive;
  }

  void closesAfterAnswer() {
    keepsAlive = false;
  }

  /** Whether what is written upstream is flushed when this read is over. */
  boolean isReading() {
    return reading;
  }

  /** More of the request can be taken. */
  void wantsMore() {
    if (phase == Phase.BODY || phase == Phase.TUNNEL) {
      inputDeadlineForBody();
      context().read();
    }
  }

  /** The answer has no end of its own. */
  void streams() {
    streaming = true;
  }

  @Override
  public boolean isBusy() {
    return !streaming;
  }

  // Reading.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    if (phase == Phase.ASIDE) {
      ctx.fireChannelRead(read);
      return;
    }
    reading = true;
    ByteBuf in = (ByteBuf) read;
    ByteBuf before = input;
    input =
        before == null
            ? in
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, in);
    consume();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    if (phase == Phase.PASSED || phase == Phase.ASIDE) {
      ctx.fireChannelReadComplete();
    }
    consumed();
    if (phase == Phase.ASIDE && !streaming) {
      becomesHttp2(ctx);
    }
  }

  /** Leaves its place, once the entry behind has the preface of HTTP/2 in full. */
  private void becomesHttp2(ChannelHandlerContext ctx) {
    Http2ConnectionHandler http2 = ctx.pipeline().get(Http2ConnectionHandler.class);
    if (http2 != null) {
      inputDeadline().close();
      peer.exchangeDeadline().close();
      Duration keepAlive = relay.settings().patience().keepAlive();
      ctx.pipeline().replace(this, ctx.name(), new Http2Client(http2, keepAlive));
    }
  }

  /** Reads on if there is somebody to take it, or to notice that the client goes away. */
  private void readOn() {
    boolean wanted =
        switch (phase) {
          case HEAD, DRAIN, CLOSING -> true;
          case BODY, TUNNEL -> exchange != null && exchange.takesBody();
          case ANSWER -> input == null;
          // For its body the entry behind reads.
          case PASSED -> body.hasEnded() && input == null;
          case ASIDE -> false;
        };
    if (wanted) {
      context().read();
    }
  }

  private void consume() {
    if (consuming) {
      return;
    }
    consuming = true;
    try {
      for (ByteBuf in = input; in != null; in = input) {
        boolean goesOn =
            switch (phase) {
              case HEAD -> readHead(in);
              case BODY -> readBody(in);
              case DRAIN -> drain(in);
              case PASSED -> passBody(in);
              case ANSWER -> false;
              case TUNNEL -> tunnel(in);
              case ASIDE -> standAside(in);
              case CLOSING -> {
                in.skipBytes(in.readableBytes());
                yield true;
              }
            };
        if (input != null && !in.isReadable()) {
          releaseInput();
        }
        if (!goesOn) {
          break;
        }
      }
    } finally {
      consuming = false;
    }
    if (!reading) {
      consumed();
    }
  }

  /** What has been taken together goes out together, and then more may come. */
  private void consumed() {
    Exchange its = exchange;
    if (its != null) {
      its.flush();
    }
    readOn();
  }

  private boolean readHead(ByteBuf in) {
    boolean begins = message.isEmpty();
    int room = message.room(Math.min(in.readableBytes(), HEAD_STEP));
    in.readBytes(message.bytes(), message.length(), room);
    int beyond = message.added(room);
    if (beyond < 0) {
      if (begins) {
        inputDeadline().in(relay.settings().patience().head());
      }
      Fault fault = message.tooLarge();
      if (fault != null) {
        refuse(fault);
      }
      return in.isReadable();
    }
    in.readerIndex(in.readerIndex() - beyond);
    inputDeadline().clear();
    begin();
    return true;
  }

  private void begin() {
    if (message.isHttp2Preface() && relay.settings().http2()) {
      inputDeadline().in(relay.settings().patience().head());
      handOver(Phase.ASIDE);
      return;
    }
    Fault fault = message.parse();
    if (fault == null) {
      fault = body.begin(message.bodyLength());
    }
    if (fault != null) {
      refuse(fault);
      return;
    }
    peer.head().renew();
    keepsAlive = message.keepsAlive() && !relay.isDraining();
    switch (dispatcher.dispatch()) {
      case Answerer.AnUpstream(Exchange its) -> forward(its);
      case Answerer.TheEntryBehind() -> handOver(Phase.PASSED);
      case Answerer.TheRoute(ActiveRoute route, FixedResponse response) -> answer(route, response);
      case Answerer.Nobody(Problem problem) -> answer(problem);
    }
  }

  private void forward(Exchange its) {
    exchange = its;
    phase = body.hasEnded() ? Phase.ANSWER : Phase.BODY;
    its.start();
  }

  /** Gives the head that has been read, and all that follows it, to the entry behind. */
  private void handOver(Phase next) {
    phase = next;
    passedBegun = false;
    passedAnswered = false;
    ByteBuf bytes = context().alloc().buffer(message.length());
    int from = 0;
    for (int line = 0; line < message.count(); line++) {
      // On a connection that has begun with HTTP/1.1 nobody switches to HTTP/2 (RFC 9113, 3.1).
      if (message.asksForHttp2(line)) {
        bytes.writeBytes(message.bytes(), from, message.lineStart(line) - from);
        from = message.lineEnd(line);
      }
    }
    bytes.writeBytes(message.bytes(), from, message.length() - from);
    message.clear();
    context().fireChannelRead(bytes);
    endsPassedReading();
  }

  private boolean readBody(ByteBuf in) {
    Exchange its = Objects.requireNonNull(exchange);
    int length = body.measure(in);
    Fault fault = body.fault();
    if (fault != null) {
      in.skipBytes(length);
      refuse(fault);
      return true;
    }
    boolean last = body.hasEnded();
    if (last) {
      phase = Phase.ANSWER;
      inputDeadline().clear();
    } else {
      inputDeadlineForBody();
    }
    its.body(in.readRetainedSlice(length), last);
    return true;
  }

  private void inputDeadlineForBody() {
    Exchange its = exchange;
    if (phase == Phase.BODY && its != null && its.takesBody() && !its.isContinueDue()) {
      inputDeadline().in(relay.settings().patience().body());
    } else {
      inputDeadline().clear();
    }
  }

  private boolean drain(ByteBuf in) {
    in.skipBytes(body.measure(in));
    if (body.fault() != null) {
      closeSoftly();
    } else if (body.hasEnded()) {
      nextRequest();
    }
    return true;
  }

  private boolean passBody(ByteBuf in) {
    if (body.hasEnded()) {
      return false;
    }
    inputDeadline().clear();
    int length = body.measure(in);
    Fault fault = body.fault();
    if (fault != null) {
      in.skipBytes(length);
      refusePassed(fault);
      return true;
    }
    context().fireChannelRead(in.readRetainedSlice(length));
    endsPassedReading();
    if (phase == Phase.PASSED && body.hasEnded() && passedAnswered) {
      nextRequest();
    }
    return true;
  }

  private boolean tunnel(ByteBuf in) {
    Exchange its = Objects.requireNonNull(exchange);
    its.tunnel(in.readRetainedSlice(in.readableBytes()));
    return false;
  }

  private boolean standAside(ByteBuf in) {
    context().fireChannelRead(in.readRetainedSlice(in.readableBytes()));
    return false;
  }

  // The entry behind tells what became of a request that it was given.

  void passedBegins(boolean stream) {
    passedBegun = true;
    streaming = stream;
  }

  void passedAnswered() {
    if (phase == Phase.PASSED) {
      passedAnswered = true;
      if (body.hasEnded()) {
        nextRequest();
        consume();
      }
    }
  }

  void passedUpgraded() {
    if (phase == Phase.PASSED) {
      phase = Phase.ASIDE;
      streaming = true;
      inputDeadline().clear();
      consume();
    }
  }

  // Ends of exchanges.

  private void nextRequest() {
    if (relay.isDraining()) {
      closeWhenWritten();
      return;
    }
    phase = Phase.HEAD;
    if (streaming) {
      streaming = false;
    }
    message.clear();
    allow(relay.settings().patience().keepAlive());
  }

  /** Gives the client a time for what it is to do next, from when it has been sent all there is. */
  private void allow(Duration time) {
    if (output().isOut()) {
      inputDeadline().in(time);
    } else {
      inputDeadline().in(relay.settings().patience().write());
      output().whenOut(this::allIsOut);
    }
  }

  private void allIsOut() {
    switch (phase) {
      case HEAD -> {
        if (message.isEmpty()) {
          allow(relay.settings().patience().keepAlive());
        }
      }
      case DRAIN, CLOSING -> allow(DRAIN);
      case BODY, ANSWER, PASSED, TUNNEL, ASIDE -> {}
    }
  }

  /** The answer has been written in full. */
  void exchangeEnded() {
    exchange = null;
    output().flush();
    if (!keepsAlive) {
      closeSoftly();
      return;
    }
    if (body.hasEnded()) {
      nextRequest();
    } else {
      phase = Phase.DRAIN;
      allow(DRAIN);
    }
    consume();
  }

  /** A gateway's own answer can be given while the request still comes in; then it is the last. */
  private void closesIfUnread() {
    keepsAlive &= body.hasEnded();
  }

  /** Answers as a route says. */
  private void answer(ActiveRoute route, FixedResponse response) {
    ExchangeRecord record =
        new ExchangeRecord(peer, message.isHttp11(), route.id(), Side.TARGET);
    closesIfUnread();
    String ownLines = OwnLines.of(peer, keepsAlive, route, Side.TARGET, null, message.isHttp11());
    int bytes = output().fixed(response, ownLines, message.method().equals("HEAD"));
    record.answers(response.status());
    record.end(CompletedExchange.OK, bytes);
    route
        .counts()
        .answered(Side.TARGET, response.status(), record.nanos(), System.currentTimeMillis());
    relay.listener().completed(record);
    exchangeEnded();
  }

  /** Answers because nobody else can. */
  private void answer(Problem problem) {
    relay.listener().refused(problem);
    closesIfUnread();
    answer(problem, OwnLines.connection(keepsAlive, message.isHttp11()));
  }

  /** Answers in an upstream's place, with header lines of the gateway's own. */
  void answer(Problem problem, String ownLines) {
    closesIfUnread();
    output().problem(problem, ownLines, message.method().equals("HEAD"));
    exchangeEnded();
  }

  /** Answers in an upstream's place as the files say. */
  void answer(FixedResponse response, String ownLines) {
    closesIfUnread();
    var _ = output().fixed(response, ownLines, message.method().equals("HEAD"));
    exchangeEnded();
  }

  /** Refuses a request, or the rest of one, and closes. */
  private void refuse(Fault fault) {
    Exchange its = exchange;
    exchange = null;
    keepsAlive = false;
    inputDeadline().clear();
    if (its != null) {
      boolean begun = its.hasBegunToAnswer();
      its.refused(fault);
      if (begun) {
        abort(false);
        return;
      }
    }
    Problem problem = Problem.of(fault);
    if (its == null) {
      relay.listener().refused(problem);
    }
    output().problem(problem, OwnLines.connection(false, true), false);
    output().flush();
    closeSoftly();
  }

  /** Refuses the rest of a request that the entry behind has begun to forward. */
  private void refusePassed(Fault fault) {
    phase = Phase.CLOSING;
    if (!passedBegun) {
      output().problem(Problem.of(fault), OwnLines.connection(false, true), false);
    }
    closeWhenWritten();
  }

  /** Ends the connection in the middle of an answer. */
  void abort(boolean reset) {
    exchange = null;
    phase = Phase.CLOSING;
    output().abort(reset);
  }

  /** Closes once everything is written, and not before the client can have read it. */
  private void closeSoftly() {
    phase = Phase.CLOSING;
    boolean allRead = input == null || !input.isReadable();
    if (allRead && body.hasEnded() && message.hasEnded()) {
      closeWhenWritten();
    } else {
      output().endWhenWritten();
      allow(DRAIN);
      context().read();
    }
  }

  void closeWhenWritten() {
    exchange = null;
    phase = Phase.CLOSING;
    output().closeWhenWritten();
    if (!output().isOut()) {
      inputDeadline().in(relay.settings().patience().write());
    }
  }

  void becomesTunnel() {
    phase = Phase.TUNNEL;
    streaming = true;
    inputDeadline().clear();
    consume();
  }

  // Events.

  /**
   * The entry behind reads on, as it may while the body of its request comes in; a client that it
   * waits for must not take for ever.
   */
  @Override
  public void read(ChannelHandlerContext ctx) {
    switch (phase) {
      case ASIDE -> ctx.read();
      case PASSED -> {
        if (body.hasEnded()) {
          readsNoMoreByItself();
        } else {
          inputDeadline().in(relay.settings().patience().body());
          ctx.read();
        }
      }
      case HEAD, BODY, ANSWER, DRAIN, TUNNEL, CLOSING -> readsNoMoreByItself();
    }
  }

  /**
   * With the end of each of its requests the entry behind lets the channel read without end, so
   * that it would take in whatever a client pipelines.
   */
  private void endsPassedReading() {
    if (phase != Phase.ASIDE && body.hasEnded()) {
      readsNoMoreByItself();
    }
  }

  private void readsNoMoreByItself() {
    ChannelConfig config = context().channel().config();
    if (config.isAutoRead()) {
      config.setAutoRead(false);
    }
  }

  /** The entry behind writes; it has no say once the connection is no longer its own. */
  @Override
  public void write(ChannelHandlerContext ctx, Object bytes, ChannelPromise promise) {
    if (phase == Phase.PASSED || phase == Phase.ASIDE) {
      var _ = ctx.write(bytes, promise);
      if (phase == Phase.PASSED && body.hasEnded() && !output().isOut()) {
        inputDeadline().in(relay.settings().patience().write());
      }
    } else {
      ReferenceCountUtil.release(bytes);
      promise.tryFailure(new ClosedChannelException());
    }
  }

  private void inputExpired() {
    switch (phase) {
      case HEAD -> {
        if (message.isEmpty()) {
          closeUnlessItTakes();
        } else {
          refuse(Fault.TOO_SLOW);
        }
      }
      case BODY -> refuse(Fault.TOO_SLOW);
      case DRAIN, CLOSING -> closeUnlessItTakes();
      case ASIDE -> {
        var _ = context().close();
      }
      case PASSED -> {
        if (!body.hasEnded()) {
          refusePassed(Fault.TOO_SLOW);
        } else if (output().isStuck()) {
          abort(true);
        } else {
          inputDeadline().in(relay.settings().patience().write());
        }
      }
      case ANSWER, TUNNEL -> {}
    }
  }

  /** The time is over, but not for a client that still takes what was written. */
  private void closeUnlessItTakes() {
    if (output().isStuck()) {
      abort(true);
    } else if (output().isOut()) {
      var _ = context().close();
    } else {
      inputDeadline().in(relay.settings().patience().write());
    }
  }

  private void exchangeExpired() {
    Exchange its = exchange;
    if (its != null) {
      its.expired();
    }
  }

  @Override
  public void drain() {
    boolean beginsHttp2 = phase == Phase.ASIDE && !streaming;
    if (beginsHttp2 || phase == Phase.HEAD && message.isEmpty()) {
      closeWhenWritten();
    } else {
      keepsAlive = false;
    }
  }

  @Override
  public void waitNoMore() {
    // It waits for nothing by itself.
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Exchange its = exchange;
    if (its != null && ctx.channel().isWritable()) {
      its.clientWritable();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    inputDeadline().close();
    Exchange its = exchange;
    exchange = null;
    if (its != null) {
      its.clientGone();
    }
    peer.exchangeDeadline().close();
    boolean passes = phase == Phase.PASSED || phase == Phase.ASIDE;
    if (!passes) {
      phase = Phase.CLOSING;
    }
    releaseInput();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    releaseInput();
  }

  private void releaseInput() {
    ByteBuf in = input;
    input = null;
    if (in != null) {
      in.release();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (phase == Phase.PASSED || phase == Phase.ASIDE) {
      ctx.fireExceptionCaught(cause);
    } else {
      var _ = ctx.close();
    }
  }
}
