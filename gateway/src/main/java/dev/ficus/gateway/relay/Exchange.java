package dev.ficus.gateway.relay;

import dev.ficus.gateway.circuit.Admission;
import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.ForwardingTable;
import dev.ficus.gateway.forwarding.Outcome;
import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.http1.Fault;
import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.http1.RequestMessage;
import dev.ficus.gateway.http1.ResponseMessage;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Upstream;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: to a side, to the other one if that fails and the core allows it, and
 * back to the client. What may happen is the {@link ForwardingTable}'s to say.
 */
final class Exchange {

  private static final int CONTINUE = 100;
  private static final int CLIENT_GONE = 499;

  private final ClientConnection client;
  private final Peer peer;
  private final RelayedRequest request;
  private final @Nullable String assignedKey;
  private final ExchangeRecord record;
  private final AnswerPassing answer;
  private final TimeLimits limits;

  /** The side whose turn it is. */
  private SideCall call;

  private @Nullable Upstream fallback;
  private @Nullable Mirror mirror;
  private Duration idle = Duration.ZERO;
  private boolean continued;
  private boolean bodyBegun;
  private boolean upgraded;
  private boolean ended;

  /**
   * @param route null for the default upstream
   * @param assignedKey the value of the cohort cookie to set, or null
   */
  Exchange(
      ClientConnection client,
      RequestMessage message,
      @Nullable ActiveRoute route,
      @Nullable RouteMatch match,
      Side side,
      Upstream upstream,
      @Nullable Upstream fallback,
      @Nullable String assignedKey) {
    this.client = client;
    this.fallback = fallback;
    this.assignedKey = assignedKey;
    peer = client.peer();
    request = new RelayedRequest(peer, message, route, match, side);
    record = request.record();
    answer = new AnswerPassing(peer, message.isHttp11());
    limits = new TimeLimits(peer.exchangeDeadline());
    call = new SideCall(this, request, limits, side, upstream, record.startedAt());
  }

  boolean hasEnded() {
    return ended;
  }

  // Towards the side that is asked.

  void start() {
    mirror = request.mirror(call.side());
    call.start();
  }

  /** The head has been written, and what had come in of the body. */
  void requestUnderWay() {
    // What has been read together is sent together.
    if (!client.isReading()) {
      flush();
    }
    if (!request.hasEnded()) {
      client.wantsMore();
    }
  }

  /** A piece of the request's body, framed as it came; takes the buffer over. */
  void body(ByteBuf piece, boolean last) {
    bodyBegun = true;
    if (last) {
      request.ends();
    }
    if (mirror != null) {
      mirror.body(piece);
    }
    if (ended) {
      piece.release();
    } else {
      call.body(piece, last);
    }
  }

  /** Whether more of the request's body can be taken now. */
  boolean takesBody() {
    return call.isWritable();
  }

  /** Whether the client sends nothing because it has not been told to go on. */
  boolean isContinueDue() {
    return call.isContinueDue();
  }

  void upstreamWritable() {
    client.wantsMore();
  }

  /** Sends what has been written, and lets copies go once the request itself is on its way. */
  void flush() {
    if (call.flush() && mirror != null && request.hasEnded()) {
      mirror.requestSent();
    }
  }

  // Back to the client.

  /** An answer before the answer; old clients do not know them. */
  void interim(ResponseMessage interim) {
    continued |= interim.status() == CONTINUE;
    answer.interim(interim, call::outside);
  }

  /**
   * Whether the client may keep its body to itself, now that it is answered without having been
   * told to go on (RFC 9110, section 10.1.1). What it sends next could be either.
   */
  private boolean mayKeepItsBody() {
    return !request.hasEnded()
        && !bodyBegun
        && !continued
        && request.message().hasToken(Field.EXPECT, "100-continue");
  }

  /**
   * The head of the answer.
   *
   * @param stream whether its body has no end of its own
   */
  void answered(ResponseMessage head, boolean stream) {
    if (mayFallBack() && ForwardingTable.isFailed(request.fallback(), head.status())) {
      call.discard();
      return;
    }
    record.answers(head.status());
    if (answer.frame(head) == ResponseWriter.Framing.CONTENT_ONLY || mayKeepItsBody()) {
      client.closesAfterAnswer();
    }
    if (stream) {
      client.streams();
    }
    if (mirror != null) {
      if (stream) {
        mirror.streams();
        mirror = null;
      } else {
        mirror.primaryAnswers(head, call::outside);
      }
    }
    idle = stream ? call.timeouts().streamIdle() : call.timeouts().idle();
    limits.set(Failure.STALLED, idle);
    boolean hold = mayFallBack() && head.bodyLength() > 0;
    answer.head(head, call::outside, ownLines(), hold);
    if (!hold) {
      call.goesOut();
    }
  }

  /** Whether the client cannot be shown the framing of chunks. */
  boolean wantsContentOnly() {
    return answer.isContentOnly();
  }

  /** A piece of the answer's body, or of what a tunnel carries; takes the buffer over. */
  void pass(ByteBuf piece) {
    if (ended) {
      piece.release();
      return;
    }
    if (mirror != null) {
      mirror.primaryBody(piece, !answer.isContentOnly());
    }
    answer.pass(piece);
    if (!peer.output().isWritable()) {
      call.reads(false);
    }
  }

  /** All that has come in at once has been passed on. */
  void passed() {
    peer.output().flush();
    if (ended || !call.isConnected()) {
      return;
    }
    boolean writable = peer.output().isWritable();
    call.reads(writable);
    if (writable) {
      limits.set(Failure.STALLED, idle);
    } else {
      awaitClient();
    }
  }

  /** A slow reader is not the upstream's fault, but it is to take something now and then. */
  private void awaitClient() {
    if (!peer.output().isOut()) {
      limits.set(Failure.CLIENT_GONE, peer.relay().settings().patience().write());
    }
  }

  /** The client has taken what was there. */
  void clientWritable() {
    if (!ended && call.isConnected() && call.isUnderWay()) {
      call.reads(true);
      limits.set(Failure.STALLED, idle);
    }
  }

  /** The side speaks another protocol from here on. */
  void upgraded(ResponseMessage head) {
    upgraded = true;
    record.answers(head.status());
    answer.frame(head);
    answer.head(head, call::outside, ownLines(), false);
    peer.output().flush();
    idle = call.timeouts().streamIdle();
    limits.forgetTotal();
    limits.set(Failure.STALLED, idle);
    client.becomesTunnel();
  }

  /** Bytes of a tunnel, from the client; takes the buffer over. */
  void tunnel(ByteBuf bytes) {
    call.tunnel(bytes);
    if (!ended && call.isConnected() && peer.output().isWritable()) {
      limits.set(Failure.STALLED, idle);
    }
  }

  /** The answer is whole, or a tunnel has been closed by the upstream. */
  void answerEnded() {
    if (ended) {
      return;
    }
    answer.end();
    if (mirror != null) {
      mirror.primaryEnded();
      mirror = null;
    }
    end(CompletedExchange.OK);
    if (upgraded) {
      client.closeWhenWritten();
    } else {
      client.exchangeEnded();
    }
  }

  private String ownLines() {
    return OwnLines.of(
        peer,
        client.keepsAlive(),
        request.active(),
        call.side(),
        assignedKey,
        request.message().isHttp11());
  }

  // What can go wrong.

  private boolean mayFallBack() {
    return fallback != null && request.isSafe() && !request.hasBody();
  }

  /** The side that is being asked has failed for good. */
  void sideFailed(Failure failure, Outcome verdict, long nowNanos) {
    answer.drop();
    Upstream other = fallback;
    if (other != null
        && ForwardingTable.fallsBack(request.fallback(), verdict, request.isBodyLost())) {
      peer.relay().listener().fellBack(record, failure);
      fallBack(other, nowNanos);
    } else {
      finish(failure, verdict);
    }
  }

  private void fallBack(Upstream other, long nowNanos) {
    dropMirror();
    fallback = null;
    limits.forgetTotal();
    if (request.active() != null) {
      request.active().counts().fellBack(System.currentTimeMillis());
    }
    call.fellBack();
    call = new SideCall(this, request, limits, call.side().other(), other, nowNanos);
    call.start();
  }

  private void finish(Failure failure, Outcome verdict) {
    if (verdict.isAbort()) {
      end(failure.word());
      client.abort(answer.isContentOnly());
      return;
    }
    int status = verdict.status();
    Admission.Refuse refused = call.refusal();
    FixedResponse said = refused == null ? null : refused.response();
    record.answers(said == null ? status : said.status());
    end(failure.word());
    if (!request.hasEnded()) {
      client.closesAfterAnswer();
    }
    long seconds = refused == null ? 1 : refused.retryAfterSeconds(System.nanoTime());
    String lines = status == 503 ? ownLines() + OwnLines.retryAfter(seconds) : ownLines();
    if (said == null) {
      client.answer(Problem.of(failure, status), lines);
    } else {
      client.answer(said, lines);
    }
  }

  /** The time for what is going on is over. */
  void expired() {
    if (ended) {
      return;
    }
    Failure failure = limits.failure();
    if (failure == Failure.CLIENT_GONE) {
      clientTakesNothing();
    } else if (upgraded) {
      call.letGo();
      end(failure.word());
      client.closeWhenWritten();
    } else {
      call.expired(failure);
    }
  }

  private void clientTakesNothing() {
    if (peer.output().isStuck()) {
      clientGone();
      client.abort(true);
    } else {
      awaitClient();
    }
  }

  /** The client does not wait for the end; also when a tunnel's client has closed it. */
  void clientGone() {
    if (ended) {
      return;
    }
    call.letGo();
    if (upgraded) {
      end(CompletedExchange.OK);
    } else {
      record.answers(CLIENT_GONE);
      end(Failure.CLIENT_GONE.word());
    }
  }

  /** The rest of a request that has begun to be forwarded cannot be taken. */
  void refused(Fault fault) {
    if (!ended) {
      call.letGo();
      record.answers(fault.status());
      end(fault.word());
    }
  }

  boolean hasBegunToAnswer() {
    return call.isUnderWay();
  }

  /** The primary has not answered as it was asked to: there is nothing to compare with. */
  private void dropMirror() {
    if (mirror != null) {
      mirror.primaryFailed();
      mirror = null;
    }
  }

  private void end(String how) {
    ended = true;
    dropMirror();
    limits.end();
    answer.drop();
    request.release();
    record.end(how, answer.bytes());
    boolean whole = how.equals(CompletedExchange.OK);
    call.ended(whole);
    ActiveRoute route = request.active();
    if (whole) {
      counted(route);
    } else if (route != null && !how.equals(Failure.CLIENT_GONE.word())) {
      route.counts().failed(call.side());
    }
    peer.relay().listener().completed(record);
  }

  private void counted(@Nullable ActiveRoute route) {
    long now = System.currentTimeMillis();
    if (route == null) {
      Routing routing = peer.relay().routing();
      routing.unrouted().answered(call.side(), record.status(), record.nanos(), now);
      routing.unclaimed().answered(record.request(), record.status(), now);
    } else {
      route.counts().answered(call.side(), record.status(), record.nanos(), now);
    }
  }
}
