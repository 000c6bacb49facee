package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Asking;
import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.ForwardingTable;
import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.Outcome;
import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.forwarding.Progress;
import dev.ficus.gateway.http1.Fault;
import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.http1.RequestMessage;
import dev.ficus.gateway.http1.ResponseMessage;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.route.FallbackSpec;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Rewrite;
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
final class Exchange implements CompletedExchange {

  /** Beyond the time for connecting, how long a request may wait for a connection. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final long WORTH_DISCARDING = 64 * 1024;
  private static final int CLIENT_GONE = 499;
  private static final int SWITCHING_PROTOCOLS = 101;

  private final ClientConnection client;
  private final RequestMessage message;
  private final @Nullable ActiveRoute route;
  private final @Nullable RouteMatch match;
  private final @Nullable String assignedKey;
  private final long startedAt = System.nanoTime();
  private final boolean safe;

  private Side side;
  private Upstream upstream;
  private @Nullable Upstream fallback;
  private Timeouts timeouts = Timeouts.DEFAULT_UPSTREAM;
  private @Nullable UpstreamPool pool;
  private @Nullable UpstreamConnection connection;
  private @Nullable Place place;
  private Progress progress = Progress.NOTHING_SENT;
  private boolean kept;
  private boolean retried;
  private int placesTried;
  private int attempt;

  /** Pieces of the request's body that came in while there was no connection. */
  private @Nullable Deque<ByteBuf> held;

  private boolean bodySent;
  private boolean requestEnded;

  /** The head of an answer that may yet be replaced by the other side's. */
  private @Nullable ByteBuf heldHead;

  private Duration idle = Duration.ZERO;
  private ResponseWriter.Framing framing = ResponseWriter.Framing.AS_IT_CAME;
  private boolean upgraded;
  private boolean ended;
  private long totalAt;
  private Failure limitFailure = Failure.TOTAL_TIMEOUT;

  private int status;
  private String outcome = OK;
  private boolean fellBack;
  private long endedAt;
  private long bodyBytes;

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
    this.message = message;
    this.route = route;
    this.match = match;
    this.side = side;
    this.upstream = upstream;
    this.fallback = fallback;
    this.assignedKey = assignedKey;
    safe = route == null ? isSafe(message.method()) : route.route().isSafe(message.method());
    requestEnded = message.bodyLength() == 0;
  }

  private static boolean isSafe(String method) {
    return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
  }

  private boolean hasBody() {
    return message.bodyLength() != 0;
  }

  private boolean bodyLost() {
    return hasBody() && bodySent;
  }

  // Towards the upstream.

  void start() {
    ask(false, null);
  }

  private void ask(boolean fresh, @Nullable Place but) {
    timeouts = timeoutsOf(upstream);
    if (!timeouts.total().isZero() && totalAt == 0) {
      totalAt = System.nanoTime() + timeouts.total().toNanos();
      limit(Failure.TOTAL_TIMEOUT, Duration.ZERO);
    }
    UpstreamPool its = client.pool(upstream);
    pool = its;
    its.acquire(this, fresh, but);
  }

  private Timeouts timeoutsOf(Upstream asked) {
    TimeoutsSpec said = route == null ? TimeoutsSpec.UNSAID : route.route().timeouts();
    return said.equals(TimeoutsSpec.UNSAID) ? asked.timeouts() : asked.timeouts().with(said);
  }

  Duration connectTimeout() {
    return timeouts.connect();
  }

  /** All connections are busy. */
  void waits() {
    limit(Failure.NO_CONNECTION, timeouts.connect().plus(PATIENCE));
  }

  /** A connection is being opened; the number tells this attempt from others. */
  int connects(Place to) {
    place = to;
    return ++attempt;
  }

  boolean isWaiting(int its) {
    return !ended && connection == null && attempt == its;
  }

  void connected(UpstreamConnection to) {
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
    }
    if (requestEnded) {
      limit(Failure.RESPONSE_TIMEOUT, timeouts.response());
    } else {
      limit(Failure.TOTAL_TIMEOUT, Duration.ZERO);
      client.wantsMore();
    }
  }

  private ByteBuf requestHead(UpstreamConnection to) {
    UpstreamPool its = Objects.requireNonNull(pool);
    Rewrite rewrite = rewrite();
    String target = null;
    if (rewrite != null && match != null) {
      RequestHead head = client.head();
      String query = rewrite.query(match, head);
      String path = rewrite.path(match, head);
      target = query == null ? path : path + "?" + query;
    }
    return RequestWriter.write(
        client.allocator(),
        message,
        target,
        upgrade(),
        client.asking(),
        client.forwarded(),
        upstream.hostFor(side),
        its.share(),
        to.place());
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
        limit(Failure.RESPONSE_TIMEOUT, timeouts.response());
      }
    }
  }

  /** Whether more of the request's body can be taken now. */
  boolean takesBody() {
    UpstreamConnection to = connection;
    return to != null && to.isWritable();
  }

  boolean isRequestSent() {
    return requestEnded;
  }

  void flush() {
    if (connection != null) {
      connection.flush();
    }
  }

  void upstreamWritable() {
    client.wantsMore();
  }

  // Back to the client.

  /** An answer before the answer (RFC 9110, section 15.2); old clients do not know them. */
  void interim(ResponseMessage interim) {
    if (message.isHttp11()) {
      client
          .output()
          .write(
              ResponseWriter.write(
                  client.allocator(), interim, ResponseWriter.Framing.NONE, this::outside, ""));
      client.output().flush();
    }
  }

  /** The head of the answer. */
  void answered(ResponseMessage answer) {
    UpstreamConnection from = Objects.requireNonNull(connection);
    progress = Progress.HEAD_RECEIVED;
    if (mayFallBack() && ForwardingTable.isFailed(fallbackSpec(), answer.status())) {
      connection = null;
      from.discard(WORTH_DISCARDING);
      failed(Failure.STATUS);
      return;
    }
    status = answer.status();
    boolean old = !message.isHttp11();
    if (answer.bodyLength() == ResponseMessage.UNTIL_CLOSE) {
      framing = old ? ResponseWriter.Framing.CONTENT_ONLY : ResponseWriter.Framing.CHUNKED;
    } else if (answer.bodyLength() == ResponseMessage.CHUNKED && old) {
      framing = ResponseWriter.Framing.CONTENT_ONLY;
    } else {
      framing = ResponseWriter.Framing.AS_IT_CAME;
    }
    if (framing == ResponseWriter.Framing.CONTENT_ONLY) {
      client.closesAfterAnswer();
    }
    ByteBuf head =
        ResponseWriter.write(client.allocator(), answer, framing, this::outside, ownLines());
    boolean stream = isEventStream(answer.first(Field.CONTENT_TYPE));
    if (stream) {
      client.streams();
    }
    idle = stream ? timeouts.streamIdle() : timeouts.idle();
    limit(Failure.STALLED, idle);
    if (mayFallBack() && answer.bodyLength() > 0) {
      heldHead = head;
    } else {
      progress = Progress.BODY_UNDER_WAY;
      client.output().write(head);
    }
  }

  /** Whether a body of this type comes piece by piece, and has no end of its own. */
  static boolean isEventStream(@Nullable String contentType) {
    return contentType != null && contentType.regionMatches(true, 0, "text/event-stream", 0, 17);
  }

  /** Whether the client cannot be shown the framing of chunks. */
  boolean wantsContentOnly() {
    return framing == ResponseWriter.Framing.CONTENT_ONLY;
  }

  /** A piece of the answer's body; takes the buffer over. */
  void pass(ByteBuf piece) {
    if (ended) {
      piece.release();
      return;
    }
    if (heldHead != null) {
      client.output().write(heldHead);
      heldHead = null;
      progress = Progress.BODY_UNDER_WAY;
    }
    bodyBytes += piece.readableBytes();
    if (framing == ResponseWriter.Framing.CHUNKED && !upgraded) {
      client.output().writeChunk(piece);
    } else {
      client.output().write(piece);
    }
    UpstreamConnection from = connection;
    if (from != null && !client.output().isWritable()) {
      from.reads(false);
    }
  }

  /** All that has come in at once has been passed on. */
  void passed() {
    client.output().flush();
    UpstreamConnection from = connection;
    if (ended || from == null) {
      return;
    }
    boolean writable = client.output().isWritable();
    from.reads(writable);
    // A slow reader is not the upstream's fault.
    limit(Failure.STALLED, writable ? idle : Duration.ZERO);
  }

  /** The client has taken what was there. */
  void clientWritable() {
    UpstreamConnection from = connection;
    if (!ended && from != null && progress == Progress.BODY_UNDER_WAY) {
      from.reads(true);
      limit(Failure.STALLED, idle);
    }
  }

  /** The upstream speaks another protocol from here on. */
  void upgraded(ResponseMessage answer) {
    progress = Progress.BODY_UNDER_WAY;
    status = SWITCHING_PROTOCOLS;
    upgraded = true;
    idle = timeouts.streamIdle();
    totalAt = 0;
    client
        .output()
        .write(
            ResponseWriter.write(
                client.allocator(),
                answer,
                ResponseWriter.Framing.NONE,
                this::outside,
                ownLines()));
    client.output().flush();
    limit(Failure.STALLED, idle);
    client.becomesTunnel();
  }

  /** Bytes of a tunnel, from the client; takes the buffer over. */
  void tunnel(ByteBuf bytes) {
    UpstreamConnection to = connection;
    if (ended || to == null) {
      bytes.release();
    } else {
      to.write(bytes);
      limit(Failure.STALLED, idle);
    }
  }

  /** The answer is whole, or a tunnel has been closed by the upstream. */
  void answerEnded() {
    if (ended) {
      return;
    }
    if (heldHead != null) {
      client.output().write(heldHead);
      heldHead = null;
    }
    if (framing == ResponseWriter.Framing.CHUNKED && !upgraded) {
      client.output().writeLastChunk();
    }
    connection = null;
    end(OK);
    if (upgraded) {
      client.closeWhenWritten();
    } else {
      client.exchangeEnded();
    }
  }

  private Outside outside() {
    Asking asking = client.asking();
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
    return OwnLines.of(client, route, side, assignedKey, message.isHttp11());
  }

  // What can go wrong.

  private boolean mayFallBack() {
    return fallback != null && safe && !hasBody();
  }

  private FallbackSpec fallbackSpec() {
    return route == null ? FallbackSpec.DEFAULT : route.route().fallback();
  }

  /** The side that is being asked has failed; its connection is gone. */
  void failed(Failure failure) {
    if (ended) {
      return;
    }
    connection = null;
    if (heldHead != null) {
      heldHead.release();
      heldHead = null;
    }
    Outcome verdict = ForwardingTable.of(failure, progress, safe, kept);
    Place asked = place;
    if (asked != null && progress == Progress.NOTHING_SENT && verdict.countsAgainstUpstream()) {
      asked.fails();
    }
    UpstreamPool its = pool;
    if (verdict.mayRetry() && !retried && !bodyLost()) {
      retried = true;
      again(true, null);
    } else if (progress == Progress.NOTHING_SENT
        && verdict.countsAgainstUpstream()
        && failure != Failure.TOTAL_TIMEOUT
        && its != null
        && ++placesTried < its.share().places().size()) {
      again(false, asked);
    } else if (fallback != null && ForwardingTable.fallsBack(fallbackSpec(), verdict, bodyLost())) {
      fallBack(fallback);
    } else {
      finish(failure, verdict);
    }
  }

  private void again(boolean fresh, @Nullable Place but) {
    progress = Progress.NOTHING_SENT;
    kept = false;
    ask(fresh, but);
  }

  private void fallBack(Upstream other) {
    side = side.other();
    upstream = other;
    fallback = null;
    fellBack = true;
    retried = false;
    placesTried = 0;
    totalAt = 0;
    place = null;
    if (route != null) {
      route.counts().fellBack();
    }
    again(false, null);
  }

  private void finish(Failure failure, Outcome verdict) {
    if (verdict.isAbort()) {
      end(failure.word());
      client.abort(framing == ResponseWriter.Framing.CONTENT_ONLY);
      return;
    }
    status = verdict.status();
    end(failure.word());
    if (!requestEnded) {
      client.closesAfterAnswer();
    }
    client.answer(Problem.of(failure, status), ownLines(), status == 503);
  }

  /** The time for what is going on is over. */
  void expired() {
    if (ended) {
      return;
    }
    Failure failure = limitFailure;
    letGo();
    if (upgraded) {
      end(failure.word());
      client.closeWhenWritten();
    } else {
      failed(failure);
    }
  }

  private void limit(Failure failure, Duration time) {
    if (totalAt == 0 && time.isZero()) {
      client.exchangeDeadline().clear();
      return;
    }
    long at = time.isZero() ? totalAt : System.nanoTime() + time.toNanos();
    limitFailure = failure;
    if (totalAt != 0 && totalAt - at <= 0) {
      at = totalAt;
      limitFailure = Failure.TOTAL_TIMEOUT;
    }
    client.exchangeDeadline().at(at);
  }

  /** The client does not wait for the end; also when a tunnel's client has closed it. */
  void clientGone() {
    if (ended) {
      return;
    }
    letGo();
    if (upgraded) {
      end(OK);
    } else {
      status = CLIENT_GONE;
      end(Failure.CLIENT_GONE.word());
    }
  }

  /** The rest of a request that has begun to be forwarded cannot be taken. */
  void refused(Fault fault) {
    if (!ended) {
      letGo();
      status = fault.status();
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

  private void end(String how) {
    ended = true;
    endedAt = System.nanoTime();
    client.exchangeDeadline().clear();
    if (heldHead != null) {
      heldHead.release();
      heldHead = null;
    }
    if (held != null) {
      held.forEach(ByteBuf::release);
      held = null;
    }
    outcome = how;
    if (route != null && how.equals(OK)) {
      route.counts().answered(side, System.currentTimeMillis());
    }
    client.relay().listener().completed(this);
  }

  // What became of it.

  @Override
  public RequestHead request() {
    return client.head();
  }

  @Override
  public String protocol() {
    return message.isHttp11() ? "HTTP/1.1" : "HTTP/1.0";
  }

  @Override
  public @Nullable String route() {
    return route == null ? null : route.route().id();
  }

  @Override
  public @Nullable String upstream() {
    return upstream.name();
  }

  @Override
  public Side side() {
    return side;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String outcome() {
    return outcome;
  }

  @Override
  public boolean fellBack() {
    return fellBack;
  }

  @Override
  public long nanos() {
    return endedAt - startedAt;
  }

  @Override
  public long bodyBytes() {
    return bodyBytes;
  }
}
