package dev.ficus.gateway.relay;

import dev.ficus.gateway.circuit.Admission;
import dev.ficus.gateway.forwarding.Asking;
import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.ForwardingTable;
import dev.ficus.gateway.forwarding.GuardedCall;
import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.Outcome;
import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.forwarding.Progress;
import dev.ficus.gateway.forwarding.Traces;
import dev.ficus.gateway.forwarding.Traces.RequestTrace;
import dev.ficus.gateway.http1.Fault;
import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.http1.RequestMessage;
import dev.ficus.gateway.http1.ResponseMessage;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.parity.Observation;
import dev.ficus.gateway.route.FallbackSpec;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.TimeoutsSpec;
import dev.ficus.gateway.route.Upstream;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: to an upstream, to another one if that fails and the core allows it, and
 * back to the client. What may happen is the {@link ForwardingTable}'s to say.
 */
final class Exchange implements Caller {

  /** Beyond the time for connecting, how long a request may wait for a connection. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final String EVENT_STREAM = "text/event-stream";
  private static final long WORTH_DISCARDING = 64 * 1024;
  private static final int CLIENT_GONE = 499;

  private final ClientConnection client;
  private final Peer peer;
  private final RequestMessage message;
  private final @Nullable ActiveRoute route;
  private final @Nullable RouteMatch match;
  private final @Nullable String assignedKey;
  private final boolean safe;
  private final ExchangeRecord record;
  private final AnswerPassing answer;
  private final TimeLimits limits;

  /** What is observed of the route; null if nothing is. */
  private final @Nullable Observation observation;

  private final @Nullable RequestTrace trace;
  private @Nullable Mirror mirror;
  private long askedAt;
  private Side side;
  private Upstream upstream;
  private @Nullable Upstream fallback;
  private Timeouts timeouts = Timeouts.DEFAULT_UPSTREAM;
  private @Nullable UpstreamPool pool;
  private @Nullable UpstreamConnection connection;
  private @Nullable Place place;
  private @Nullable GuardedCall call;
  private Admission.@Nullable Refuse refusal;
  private Progress progress = Progress.NOTHING_SENT;
  private boolean kept;
  private boolean retried;
  private int placesTried;
  private int attempt;

  /** Pieces of the request's body that came in while there was no connection. */
  private @Nullable Deque<ByteBuf> held;

  private boolean bodySent;
  private boolean requestEnded;

  private Duration idle = Duration.ZERO;
  private boolean upgraded;
  private boolean ended;

  /**
   * @param route null for the default upstream
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
    peer = client.peer();
    this.message = message;
    this.route = route;
    this.match = match;
    this.side = side;
    this.upstream = upstream;
    this.fallback = fallback;
    this.assignedKey = assignedKey;
    safe =
        route == null
            ? Route.isSafeByItself(message.method())
            : route.isSafe(message.method());
    requestEnded = message.bodyLength() == 0;
    String id = route == null ? null : route.id();
    record = new ExchangeRecord(peer.head(), message.isHttp11(), id, side);
    answer = new AnswerPassing(peer, message.isHttp11());
    limits = new TimeLimits(peer.exchangeDeadline());
    observation = route == null ? null : peer.relay().mirroring().observations().of(route);
    Traces traces = peer.relay().traces();
    trace = traces == null ? null : traces.begin(peer.head(), id);
    if (trace != null) {
      record.follows(trace);
    }
  }

  private boolean hasBody() {
    return message.bodyLength() != 0;
  }

  private boolean bodyLost() {
    return hasBody() && bodySent;
  }

  // Towards the upstream.

  void start() {
    if (observation != null) {
      mirror = Mirror.of(peer, observation, message, match, side, safe, trace);
    }
    askSide(record.startedAt());
  }

  /** Asks the side whose turn it is, if its circuit lets the request through. */
  private void askSide(long nowNanos) {
    askedAt = nowNanos;
    timeouts = timeoutsOf(upstream);
    limits.begin(timeouts.total());
    record.asks(side, upstream.name());
    if (trace != null) {
      trace.asks(side, upstream.name());
    }
    Route its = route == null ? null : route.route();
    switch (peer.relay().circuits().admit(its, upstream, nowNanos)) {
      case Admission.Refuse refuse -> circuitOpen(refuse);
      case Admission.Pass pass -> ask(new GuardedCall(pass, nowNanos));
      case Admission.Probe probe -> ask(new GuardedCall(probe, nowNanos));
    }
  }

  private void circuitOpen(Admission.Refuse refuse) {
    refusal = refuse;
    failed(Failure.CIRCUIT_OPEN);
  }

  private void ask(GuardedCall guarded) {
    call = guarded;
    ask(guarded.isProbe(), null);
  }

  private void ask(boolean fresh, @Nullable Place but) {
    UpstreamPool its = peer.pool(upstream);
    pool = its;
    its.acquire(this, fresh, but);
  }

  private Timeouts timeoutsOf(Upstream asked) {
    TimeoutsSpec said = route == null ? TimeoutsSpec.UNSAID : route.timeouts();
    return said.equals(TimeoutsSpec.UNSAID) ? asked.timeouts() : asked.timeouts().with(said);
  }

  @Override
  public Duration connectTimeout() {
    return timeouts.connect();
  }

  /** All connections are busy. */
  @Override
  public void waits() {
    limits.set(Failure.NO_CONNECTION, timeouts.connect().plus(PATIENCE));
  }

  /** A connection is being opened; the number tells this attempt from others. */
  @Override
  public int connects(Place to) {
    place = to;
    return ++attempt;
  }

  @Override
  public boolean isWaiting(int its) {
    return !ended && connection == null && attempt == its;
  }

  @Override
  public void connected(UpstreamConnection to) {
    Admission.Refuse refuse = call == null || !isProbe() ? null : call.start(System.nanoTime());
    if (refuse != null) {
      to.pool().release(to);
      circuitOpen(refuse);
      return;
    }
    connection = to;
    place = to.place();
    kept = to.used();
    progress = Progress.SENT;
    to.begin(this, message.method().equals("HEAD"));
    to.write(requestHead(to));
    if (held != null) {
      for (ByteBuf piece = held.poll(); piece != null; piece = held.poll()) {
        bodySent = true;
        to.write(piece);
      }
    }
    // What has been read together is sent together.
    if (!client.isReading()) {
      to.flush();
      copy();
    }
    if (requestEnded) {
      limits.set(Failure.RESPONSE_TIMEOUT, timeouts.response());
    } else {
      limits.clear();
      client.wantsMore();
    }
  }

  private ByteBuf requestHead(UpstreamConnection to) {
    UpstreamPool its = Objects.requireNonNull(pool);
    Rewrite rewrite = rewrite();
    String target = null;
    if (rewrite != null && match != null) {
      RequestHead head = peer.head();
      String query = rewrite.query(match, head);
      String path = rewrite.path(match, head);
      target = query == null ? path : path + "?" + query;
    }
    return RequestWriter.write(
        peer.allocator(),
        message,
        target,
        upgrade(),
        peer.asking(),
        peer.forwarded(),
        upstream.hostFor(side),
        its.share(),
        to.place(),
        trace == null ? null : trace.traceparent(),
        "");
  }

  /** Lets copies go once the request itself is on its way. */
  private void copy() {
    if (mirror != null && requestEnded) {
      mirror.requestSent();
    }
  }

  /** HTTP/2 is not spoken to upstreams, so nobody is to switch to it in our name. */
  private @Nullable String upgrade() {
    String wanted = message.upgrade();
    return wanted == null || wanted.regionMatches(true, 0, "h2", 0, 2) ? null : wanted;
  }

  /** How the target wants path and query; null for legacy, and where they stay as they came. */
  private @Nullable Rewrite rewrite() {
    return side == Side.TARGET && route != null ? route.route().rewrite() : null;
  }

  /** A piece of the request's body, framed as it came; takes the buffer over. */
  void body(ByteBuf piece, boolean last) {
    requestEnded |= last;
    if (mirror != null) {
      mirror.body(piece);
    }
    UpstreamConnection to = connection;
    if (ended) {
      piece.release();
    } else if (to == null) {
      held = held == null ? new ArrayDeque<>() : held;
      held.add(piece);
    } else {
      bodySent = true;
      to.write(piece);
      if (last && progress == Progress.SENT) {
        limits.set(Failure.RESPONSE_TIMEOUT, timeouts.response());
      }
    }
  }

  /** Whether more of the request's body can be taken now. */
  boolean takesBody() {
    UpstreamConnection to = connection;
    return to != null && to.isWritable();
  }

  @Override
  public boolean isRequestSent() {
    return requestEnded;
  }

  void flush() {
    if (connection != null) {
      connection.flush();
      copy();
    }
  }

  @Override
  public void upstreamWritable() {
    client.wantsMore();
  }

  // Back to the client.

  /** An answer before the answer; old clients do not know them. */
  @Override
  public void interim(ResponseMessage interim) {
    answer.interim(interim, this::outside);
  }

  /** The head of the answer. */
  @Override
  public void answered(ResponseMessage head) {
    UpstreamConnection from = Objects.requireNonNull(connection);
    progress = Progress.HEAD_RECEIVED;
    boolean stream = head.begins(Field.CONTENT_TYPE, EVENT_STREAM);
    long now = System.nanoTime();
    if (trace != null) {
      trace.answered(head.status());
    }
    if (call != null) {
      call.answered(head.status(), stream, now);
    }
    if (observation != null) {
      observation.answered(side, head.status(), now - askedAt);
    }
    if (mayFallBack() && ForwardingTable.isFailed(fallbackSpec(), head.status())) {
      connection = null;
      from.discard(WORTH_DISCARDING);
      if (call != null) {
        // Unless it is a server's error, it is no fault but in the eyes of this route.
        call.completed();
      }
      failed(Failure.STATUS);
      return;
    }
    record.answers(head.status());
    if (answer.frame(head) == ResponseWriter.Framing.CONTENT_ONLY) {
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
        mirror.primaryAnswers(head, this::outside);
      }
    }
    idle = stream ? timeouts.streamIdle() : timeouts.idle();
    limits.set(Failure.STALLED, idle);
    boolean hold = mayFallBack() && head.bodyLength() > 0;
    answer.head(head, this::outside, ownLines(), hold);
    if (!hold) {
      progress = Progress.BODY_UNDER_WAY;
    }
  }

  /** Whether a body of this type comes piece by piece, and has no end of its own. */
  static boolean isEventStream(@Nullable String contentType) {
    return contentType != null
        && contentType.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
  }

  /** Whether the client cannot be shown the framing of chunks. */
  @Override
  public boolean wantsContentOnly() {
    return answer.isContentOnly();
  }

  /** A piece of the answer's body, or of what a tunnel carries; takes the buffer over. */
  @Override
  public void pass(ByteBuf piece) {
    if (ended) {
      piece.release();
      return;
    }
    progress = Progress.BODY_UNDER_WAY;
    if (mirror != null) {
      mirror.primaryBody(piece, !answer.isContentOnly());
    }
    answer.pass(piece);
    UpstreamConnection from = connection;
    if (from != null && !peer.output().isWritable()) {
      from.reads(false);
    }
  }

  /** All that has come in at once has been passed on. */
  @Override
  public void passed() {
    peer.output().flush();
    UpstreamConnection from = connection;
    if (ended || from == null) {
      return;
    }
    boolean writable = peer.output().isWritable();
    from.reads(writable);
    // A slow reader is not the upstream's fault.
    limits.set(Failure.STALLED, writable ? idle : Duration.ZERO);
  }

  /** The client has taken what was there. */
  void clientWritable() {
    UpstreamConnection from = connection;
    if (!ended && from != null && progress == Progress.BODY_UNDER_WAY) {
      from.reads(true);
      limits.set(Failure.STALLED, idle);
    }
  }

  /** The upstream speaks another protocol from here on. */
  @Override
  public void upgraded(ResponseMessage head) {
    progress = Progress.BODY_UNDER_WAY;
    upgraded = true;
    record.answers(head.status());
    if (trace != null) {
      trace.answered(head.status());
    }
    if (call != null) {
      call.answered(head.status(), true, System.nanoTime());
    }
    answer.frame(head);
    answer.head(head, this::outside, ownLines(), false);
    peer.output().flush();
    idle = timeouts.streamIdle();
    limits.forgetTotal();
    limits.set(Failure.STALLED, idle);
    client.becomesTunnel();
  }

  /** Bytes of a tunnel, from the client; takes the buffer over. */
  void tunnel(ByteBuf bytes) {
    UpstreamConnection to = connection;
    if (ended || to == null) {
      bytes.release();
    } else {
      to.write(bytes);
      limits.set(Failure.STALLED, idle);
    }
  }

  /** The answer is whole, or a tunnel has been closed by the upstream. */
  @Override
  public void answerEnded() {
    if (ended) {
      return;
    }
    answer.end();
    connection = null;
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

  private Outside outside() {
    Asking asking = peer.asking();
    Place from = Objects.requireNonNull(place);
    String host = HeaderRules.host(upstream.hostFor(side), message.host(), from.url());
    String outside = asking.outsideHost();
    return new Outside(
        from.url(),
        host,
        asking.outsideScheme(),
        outside == null ? from.url().getAuthority() : outside,
        rewrite(),
        match);
  }

  private String ownLines() {
    return OwnLines.of(peer, client.keepsAlive(), route, side, assignedKey, message.isHttp11());
  }

  // What can go wrong.

  private boolean mayFallBack() {
    return fallback != null && safe && !hasBody();
  }

  private FallbackSpec fallbackSpec() {
    return route == null ? FallbackSpec.DEFAULT : route.route().fallback();
  }

  /** The side that is being asked has failed; its connection is gone. */
  @Override
  public void failed(Failure failure) {
    if (ended) {
      return;
    }
    connection = null;
    answer.drop();
    Outcome verdict = ForwardingTable.of(failure, progress, safe, kept);
    Place asked = place;
    if (asked != null && progress == Progress.NOTHING_SENT && verdict.countsAgainstUpstream()) {
      asked.fails(System.nanoTime());
    }
    UpstreamPool its = pool;
    if (verdict.mayRetry() && !retried && !bodyLost() && !isProbe()) {
      retried = true;
      again(true, null);
    } else if (progress == Progress.NOTHING_SENT
        && verdict.countsAgainstUpstream()
        && failure != Failure.TOTAL_TIMEOUT
        && its != null
        && ++placesTried < its.share().places().size()) {
      again(isProbe(), asked);
    } else {
      long now = System.nanoTime();
      if (call != null) {
        call.failed(verdict, now);
      }
      if (trace != null) {
        trace.failed(failure.word());
      }
      boolean answered = progress.compareTo(Progress.HEAD_RECEIVED) >= 0;
      if (observation != null && verdict.countsAgainstUpstream() && !answered) {
        observation.failed(side);
      }
      if (fallback != null && ForwardingTable.fallsBack(fallbackSpec(), verdict, bodyLost())) {
        peer.relay().listener().fellBack(record, failure);
        fallBack(fallback, now);
      } else {
        finish(failure, verdict);
      }
    }
  }

  private boolean isProbe() {
    return call != null && call.isProbe();
  }

  private void again(boolean fresh, @Nullable Place but) {
    progress = Progress.NOTHING_SENT;
    kept = false;
    ask(fresh, but);
  }

  private void fallBack(Upstream other, long nowNanos) {
    dropMirror();
    side = side.other();
    upstream = other;
    fallback = null;
    retried = false;
    placesTried = 0;
    limits.forgetTotal();
    place = null;
    pool = null;
    call = null;
    refusal = null;
    progress = Progress.NOTHING_SENT;
    kept = false;
    if (route != null) {
      route.counts().fellBack();
    }
    askSide(nowNanos);
  }

  private void finish(Failure failure, Outcome verdict) {
    if (verdict.isAbort()) {
      end(failure.word());
      client.abort(answer.isContentOnly());
      return;
    }
    int status = verdict.status();
    Admission.Refuse refused = refusal;
    FixedResponse said = refused == null ? null : refused.response();
    record.answers(said == null ? status : said.status());
    end(failure.word());
    if (!requestEnded) {
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
    letGo();
    if (upgraded) {
      end(failure.word());
      client.closeWhenWritten();
    } else {
      failed(failure);
    }
  }

  /** The client does not wait for the end; also when a tunnel's client has closed it. */
  void clientGone() {
    if (ended) {
      return;
    }
    letGo();
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
      letGo();
      record.answers(fault.status());
      end(fault.word());
    }
  }

  /** Whatever was under way for this exchange is nobody's any more. */
  private void letGo() {
    UpstreamConnection from = connection;
    connection = null;
    if (from != null) {
      from.drop();
    } else if (pool != null) {
      pool.leave(this);
    }
    attempt++;
  }

  boolean hasBegunToAnswer() {
    return progress == Progress.BODY_UNDER_WAY;
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
    if (held != null) {
      held.forEach(ByteBuf::release);
      held = null;
    }
    record.end(how, answer.bytes());
    boolean whole = how.equals(CompletedExchange.OK);
    if (call != null) {
      // What failed has been told already.
      if (whole) {
        call.completed();
      } else {
        call.abandoned();
      }
    }
    if (whole) {
      counted();
    } else if (route != null && !how.equals(Failure.CLIENT_GONE.word())) {
      route.counts().failed(side);
    }
    if (trace != null) {
      trace.ended(record);
    }
    peer.relay().listener().completed(record);
  }

  private void counted() {
    long now = System.currentTimeMillis();
    if (route == null) {
      Routing routing = peer.relay().routing();
      routing.unrouted().answered(side, record.status(), record.nanos(), now);
      routing.unclaimed().answered(record.request(), record.status(), now);
    } else {
      route.counts().answered(side, record.status(), record.nanos(), now);
    }
  }
}
