package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Asking;
import dev.ficus.gateway.forwarding.EventStream;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.ForwardingTable;
import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.Outcome;
import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.forwarding.Progress;
import dev.ficus.gateway.forwarding.Traces.CopyTrace;
import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.http1.RequestMessage;
import dev.ficus.gateway.http1.ResponseMessage;
import dev.ficus.gateway.parity.AnswerPair;
import dev.ficus.gateway.parity.CopiedUpstreams;
import dev.ficus.gateway.parity.Drop;
import dev.ficus.gateway.parity.Observation;
import dev.ficus.gateway.parity.ObservedCall;
import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Upstream;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a request on its way to the other side. It has connections, limits and a time of its
 * own; its answer is kept to be compared, and goes nowhere else.
 */
final class ShadowCall implements Caller {

  /** Where the upstream has no {@code responseTimeout}. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** Of a long answer, so much is read before clients have their turn for so long. */
  private static final int AT_ONCE = 64 * 1024;

  private static final long REST_MILLIS = 1;
  private static final String TOO_LARGE = "more than maxBody";

  private final Peer peer;
  private final Mirroring mirroring;
  private final Observation observation;
  private final AnswerPair pair;
  private final Side side;
  private final Upstream upstream;
  private final @Nullable RouteMatch match;
  private final boolean write;
  private final Asking asking;
  private final AnswerCapture answer;
  private final @Nullable CopyTrace trace;
  private final @Nullable ObservedCall observed;
  private final long startedAt = System.nanoTime();

  private @Nullable ByteBuf body;
  private @Nullable ByteBuf head;
  private @Nullable RequestMessage message;
  private @Nullable UpstreamPool pool;
  private @Nullable UpstreamConnection connection;
  private @Nullable Place place;
  private Progress progress = Progress.NOTHING_SENT;
  private boolean toHead;
  private boolean kept;
  private boolean retried;
  private boolean ended;
  private int attempt;
  private int readAtOnce;

  /**
   * @param body of the request, as the client framed it; taken over
   * @param write whether doing it twice would do something twice
   */
  ShadowCall(
      Peer peer,
      Observation observation,
      AnswerPair pair,
      Side side,
      Upstream upstream,
      @Nullable RouteMatch match,
      @Nullable ByteBuf body,
      boolean write,
      @Nullable CopyTrace trace) {
    this.trace = trace;
    this.peer = peer;
    mirroring = peer.relay().mirroring();
    this.observation = observation;
    this.pair = pair;
    this.side = side;
    this.upstream = mirroring.forCopies(upstream);
    this.match = match;
    this.body = body;
    this.write = write;
    asking = peer.asking();
    observed = pair.isOfNoise() ? null : observation.copy(side);
    answer = new AnswerCapture(observation.shadow().maxBody());
  }

  private @Nullable Rewrite rewrite() {
    return side == Side.TARGET ? observation.route().route().rewrite() : null;
  }

  /** Goes; the message is only read while this lasts. */
  void start(RequestMessage request) {
    message = request;
    toHead = request.method().equals("HEAD");
    Duration response = upstream.timeouts().response();
    Duration time = response.isZero() ? LONGEST : response;
    mirroring.underWay(peer.loop()).add(this, startedAt + time.toNanos());
    UpstreamPool its = peer.copyPool(upstream);
    pool = its;
    its.acquire(this, false, null);
    if (!ended && head == null) {
      writeHead(its.share().places().getFirst());
    }
    message = null;
  }

  private void writeHead(Place to) {
    UpstreamPool its = Objects.requireNonNull(pool);
    RequestMessage request = Objects.requireNonNull(message);
    Rewrite rewrite = rewrite();
    head =
        RequestWriter.write(
            peer.allocator(),
            request,
            rewrite == null ? null : rewrite.target(Objects.requireNonNull(match), peer.head()),
            null,
            asking,
            peer.forwarded(),
            upstream.hostFor(side),
            its.share(),
            to,
            trace == null ? null : trace.traceparent(),
            write ? idempotencyKey(request) : "");
  }

  /** A key that is this copy's own, and the same whenever the same request is copied. */
  private static String idempotencyKey(RequestMessage request) {
    String key = CopiedUpstreams.idempotencyKey(request.first("Idempotency-Key"));
    return "Idempotency-Key: " + key + "\r\n";
  }

  @Override
  public Duration connectTimeout() {
    return upstream.timeouts().connect();
  }

  @Override
  public void waits() {
    // The pool of copies has no queue.
  }

  @Override
  public int connects(Place to) {
    place = to;
    if (head == null && message != null) {
      writeHead(to);
    }
    return ++attempt;
  }

  @Override
  public boolean isWaiting(int its) {
    return !ended && connection == null && attempt == its;
  }

  @Override
  public void connected(UpstreamConnection to) {
    if (head == null) {
      writeHead(to.place());
    }
    connection = to;
    place = to.place();
    kept = to.used();
    progress = Progress.SENT;
    to.begin(this, toHead);
    ByteBuf its = Objects.requireNonNull(head);
    to.write(its.retainedDuplicate());
    if (body != null) {
      to.write(body.retainedDuplicate());
    }
    to.flush();
  }

  @Override
  public void failed(Failure failure) {
    if (ended) {
      return;
    }
    connection = null;
    Outcome outcome = ForwardingTable.of(failure, progress, !write, kept);
    if (outcome.mayRetry() && !retried && pool != null) {
      retried = true;
      progress = Progress.NOTHING_SENT;
      pool.acquire(this, true, null);
      return;
    }
    if (failure == Failure.PENDING_LIMIT || failure == Failure.NO_CONNECTION) {
      pair.drop(Drop.NO_CONNECTION);
      end(failure.word(), false);
    } else {
      if (observed != null) {
        observed.failed();
      }
      pair.shadowFailed(failure.word());
      end(failure.word(), true);
    }
  }

  @Override
  public void upstreamWritable() {}

  @Override
  public boolean isRequestSent() {
    return true;
  }

  @Override
  public void interim(ResponseMessage interim) {}

  @Override
  public void answered(ResponseMessage message) {
    progress = Progress.HEAD_RECEIVED;
    if (trace != null) {
      trace.answered(message.status());
    }
    if (observed != null) {
      String header = observation.versionHeader();
      String build = header == null ? null : message.first(header);
      observed.answered(message.status(), false, build, System.nanoTime() - startedAt);
    }
    if (message.begins(Field.CONTENT_TYPE, EventStream.TYPE)) {
      unlike("an event stream");
      return;
    }
    answer.head(message, observation.keptHeaders(), this::outside);
    if (answer.isTooLarge()) {
      unlike(TOO_LARGE);
    }
  }

  private Outside outside() {
    Place from = Objects.requireNonNull(place);
    String host = HeaderRules.host(upstream.hostFor(side), pair.asked().host(), from.url());
    return Outside.of(asking, from.url(), host, rewrite(), match);
  }

  @Override
  public boolean wantsContentOnly() {
    return true;
  }

  @Override
  public void pass(ByteBuf piece) {
    if (!ended) {
      answer.body(piece, false);
      readAtOnce += piece.readableBytes();
    }
    piece.release();
    if (!ended && answer.isTooLarge()) {
      unlike(TOO_LARGE);
    } else if (readAtOnce >= AT_ONCE) {
      rest();
    }
  }

  @Override
  public void passed() {}

  /** Nobody waits for a copy, and who pours must not keep the loop from those who do. */
  private void rest() {
    UpstreamConnection from = connection;
    if (from != null) {
      readAtOnce = 0;
      from.reads(false);
      var _ = peer.loop().schedule(() -> readOn(from), REST_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @SuppressWarnings("ReferenceEquality") // it may be another exchange's by now
  private void readOn(UpstreamConnection from) {
    if (connection == from) {
      from.reads(true);
    }
  }

  @Override
  public boolean asksToUpgrade() {
    return false;
  }

  @Override
  public void upgraded(ResponseMessage message) {
    unlike("a tunnel");
  }

  @Override
  public void answerEnded() {
    if (!ended) {
      connection = null;
      pair.shadow(answer.answer());
      told();
      end(null, false);
    }
  }

  private void told() {
    if (observed != null) {
      observed.ended();
    }
  }

  /** The client's own answer, if it is kept, is not like this one. */
  private void unlike(String how) {
    pair.shadowUnlike(how);
    told();
    letGo();
    end(how, true);
  }

  private void drop(Drop why) {
    pair.drop(why);
    letGo();
    end(why.word(), true);
  }

  /** Something is wrong with it, by a mistake of Ficus. */
  void abandon() {
    if (!ended) {
      drop(Drop.NOT_COMPARED);
    }
  }

  /** Its time is over. */
  void expired() {
    if (ended) {
      return;
    }
    if (!pair.hasPrimary()) {
      drop(Drop.TIMED_OUT);
      return;
    }
    letGo();
    retried = true;
    failed(progress == Progress.NOTHING_SENT ? Failure.CONNECT_TIMEOUT : Failure.RESPONSE_TIMEOUT);
  }

  private void letGo() {
    UpstreamConnection from = connection;
    connection = null;
    attempt++;
    if (from != null) {
      from.drop();
    } else if (pool != null) {
      pool.leave(this);
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /**
   * It has ended.
   *
   * @param failure null if it was answered
   * @param byUpstream whether that is the fault of who was asked
   */
  private void end(@Nullable String failure, boolean byUpstream) {
    ended = true;
    if (trace != null) {
      trace.ended(failure);
    }
    if (head != null) {
      head.release();
      head = null;
    }
    if (body != null) {
      body.release();
      body = null;
    }
    if (byUpstream) {
      observation.copyFailed();
    } else {
      observation.copyEnded();
    }
  }
}
