package dev.ficus.gateway.relay;

import dev.ficus.gateway.circuit.Admission;
import dev.ficus.gateway.forwarding.EventStream;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.ForwardingTable;
import dev.ficus.gateway.forwarding.GuardedCall;
import dev.ficus.gateway.forwarding.Outcome;
import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.forwarding.Progress;
import dev.ficus.gateway.http1.Field;
import dev.ficus.gateway.http1.ResponseMessage;
import dev.ficus.gateway.parity.Observation;
import dev.ficus.gateway.parity.ObservedCall;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One side, asked for an exchange: if its circuit lets the request through, over a connection of
 * its pool, and again where the {@link ForwardingTable} allows it. The exchange is told of the
 * answer, or of the failure that is left.
 */
final class SideCall implements Caller {

  /** Beyond the time for connecting, how long a request may wait for a connection. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final long WORTH_DISCARDING = 64 * 1024;
  private static final int CONTINUE = 100;

  private final Exchange exchange;
  private final RelayedRequest request;
  private final TimeLimits limits;
  private final Side side;
  private final Upstream upstream;
  private final Timeouts timeouts;
  private final long askedAt;
  private final @Nullable ObservedCall observed;
  private @Nullable GuardedCall guard;
  private Admission.@Nullable Refuse refusal;
  private @Nullable UpstreamPool pool;
  private @Nullable UpstreamConnection connection;
  private @Nullable Place place;
  private Progress progress = Progress.NOTHING_SENT;
  private boolean kept;

  /** Whether the client does not send its body before it is told to. */
  private boolean awaitsContinue;

  /** How much the side had still to take when it was last waited for to take more. */
  private long unsent;

  private boolean retried;
  private int placesTried;
  private int attempt;

  /**
   * @param askedAt on the monotonic clock
   */
  SideCall(
      Exchange exchange,
      RelayedRequest request,
      TimeLimits limits,
      Side side,
      Upstream upstream,
      long askedAt) {
    this.exchange = exchange;
    this.request = request;
    this.limits = limits;
    this.side = side;
    this.upstream = upstream;
    this.askedAt = askedAt;
    timeouts = request.timeouts(upstream);
    Observation observation = request.observation();
    observed = observation == null ? null : observation.call(side, request.isSafe());
  }

  Side side() {
    return side;
  }

  Upstream upstream() {
    return upstream;
  }

  Timeouts timeouts() {
    return timeouts;
  }

  /** How the circuit has refused the request; null if it has not. */
  Admission.@Nullable Refuse refusal() {
    return refusal;
  }

  /** Whether the client has been given some of this side's answer. */
  boolean isUnderWay() {
    return progress == Progress.BODY_UNDER_WAY;
  }

  // The request.

  void start() {
    limits.begin(timeouts.total());
    request.record().asks(side, upstream.name());
    switch (request.peer().relay().circuits().admit(request.route(), upstream, askedAt)) {
      case Admission.Refuse refuse -> circuitOpen(refuse);
      case Admission.Pass pass -> ask(new GuardedCall(pass, askedAt));
      case Admission.Probe probe -> ask(new GuardedCall(probe, askedAt));
    }
  }

  private void circuitOpen(Admission.Refuse refuse) {
    refusal = refuse;
    failed(Failure.CIRCUIT_OPEN);
  }

  private void ask(GuardedCall guarded) {
    guard = guarded;
    ask(guarded.isProbe(), null);
  }

  private void ask(boolean fresh, @Nullable Place but) {
    UpstreamPool its = request.peer().pool(upstream);
    pool = its;
    its.acquire(this, fresh, but);
  }

  private boolean isProbe() {
    return guard != null && guard.isProbe();
  }

  @Override
  public Duration connectTimeout() {
    return timeouts.connect();
  }

  @Override
  public void waits() {
    limits.set(Failure.NO_CONNECTION, timeouts.connect().plus(PATIENCE));
  }

  @Override
  public int connects(Place to) {
    place = to;
    return ++attempt;
  }

  @Override
  public boolean isWaiting(int its) {
    return !exchange.hasEnded() && connection == null && attempt == its;
  }

  @Override
  public void connected(UpstreamConnection to) {
    GuardedCall its = guard;
    Admission.Refuse refuse = its == null || !its.isProbe() ? null : its.start(System.nanoTime());
    if (refuse != null) {
      to.pool().release(to);
      circuitOpen(refuse);
      return;
    }
    connection = to;
    place = to.place();
    kept = to.used();
    progress = Progress.SENT;
    to.begin(this, request.message().method().equals("HEAD"));
    to.write(request.head(side, upstream, to));
    request.sendHeld(to);
    awaitsContinue = request.awaitsContinue();
    if (request.hasEnded() || awaitsContinue) {
      limits.set(Failure.RESPONSE_TIMEOUT, timeouts.response());
    } else {
      waitsForBody(to);
    }
    exchange.requestUnderWay();
  }

  /** The rest of the body is the client's to send, unless the side takes none of it. */
  private void waitsForBody(UpstreamConnection to) {
    if (to.isWritable()) {
      limits.clear();
      return;
    }
    unsent = to.unsent();
    if (timeouts.idle().isZero()) {
      limits.set(Failure.RESPONSE_TIMEOUT, timeouts.response());
    } else {
      limits.set(Failure.STALLED, timeouts.idle());
    }
  }

  /** Whether it is the side, and not the client, that keeps a request from being sent in full. */
  private boolean isBodyDue() {
    return progress == Progress.SENT && !request.hasEnded() && !awaitsContinue;
  }

  /** Whether the client waits to be told to go on, and so cannot be late. */
  boolean isContinueDue() {
    return awaitsContinue;
  }

  private void continues() {
    if (awaitsContinue) {
      awaitsContinue = false;
      upstreamWritable();
    }
  }

  /** A piece of the request's body; takes the buffer over. */
  void body(ByteBuf piece, boolean last) {
    UpstreamConnection to = connection;
    if (to == null) {
      request.hold(piece);
      return;
    }
    unsent += piece.readableBytes();
    request.send(piece, to);
    continues();
    if (last && progress == Progress.SENT) {
      limits.set(Failure.RESPONSE_TIMEOUT, timeouts.response());
    }
  }

  /** Whether more of the request can be taken now. */
  boolean isWritable() {
    return connection != null && connection.isWritable();
  }

  /** Sends what has been written; false if there is no connection yet. */
  boolean flush() {
    if (connection == null) {
      return false;
    }
    connection.flush();
    return true;
  }

  @Override
  public void upstreamWritable() {
    UpstreamConnection to = connection;
    if (to != null && isBodyDue()) {
      waitsForBody(to);
    }
    exchange.upstreamWritable();
  }

  @Override
  public boolean isRequestSent() {
    return request.hasEnded();
  }

  // The answer.

  /** How what it says about places is to be read. */
  Outside outside() {
    return request.outside(side, upstream, Objects.requireNonNull(place));
  }

  @Override
  public void interim(ResponseMessage interim) {
    exchange.interim(interim);
    if (interim.status() == CONTINUE) {
      continues();
    }
  }

  @Override
  public void answered(ResponseMessage head) {
    progress = Progress.HEAD_RECEIVED;
    awaitsContinue = false;
    boolean stream = head.begins(Field.CONTENT_TYPE, EventStream.TYPE);
    if (stream) {
      // There may never be an end that could be good.
      Objects.requireNonNull(place).works();
    }
    long now = System.nanoTime();
    request.record().answered(head.status());
    if (guard != null) {
      guard.answered(head.status(), stream, now);
    }
    if (observed != null) {
      observed.answered(head.status(), stream, build(head), now - askedAt);
    }
    exchange.answered(head, stream);
  }

  /** The build of the target that has answered, if it names one. */
  private @Nullable String build(ResponseMessage head) {
    Observation observation = request.observation();
    String header = observation == null ? null : observation.versionHeader();
    return header == null ? null : head.first(header);
  }

  /** The client is given what this side answers, from the head on. */
  void goesOut() {
    progress = Progress.BODY_UNDER_WAY;
  }

  /** The answer is one that the route takes for a failure: another is to be found. */
  void discard() {
    UpstreamConnection from = Objects.requireNonNull(connection);
    connection = null;
    from.discard(WORTH_DISCARDING);
    if (guard != null) {
      // Unless it is a server's error, it is no fault but in the eyes of this route.
      guard.completed();
    }
    failed(Failure.STATUS);
  }

  @Override
  public boolean wantsContentOnly() {
    return exchange.wantsContentOnly();
  }

  @Override
  public void pass(ByteBuf piece) {
    progress = Progress.BODY_UNDER_WAY;
    exchange.pass(piece);
  }

  @Override
  public void passed() {
    exchange.passed();
  }

  /** Whether there is a connection to the side, so that it can be let wait or read from. */
  boolean isConnected() {
    return connection != null;
  }

  /** Reads on, or lets the side wait. */
  void reads(boolean on) {
    if (connection != null) {
      connection.reads(on);
    }
  }

  @Override
  public boolean asksToUpgrade() {
    return request.asksToUpgrade();
  }

  @Override
  public void upgraded(ResponseMessage head) {
    progress = Progress.BODY_UNDER_WAY;
    request.record().answered(head.status());
    if (guard != null) {
      guard.answered(head.status(), true, System.nanoTime());
    }
    if (observed != null) {
      observed.answered(head.status(), true, build(head), System.nanoTime() - askedAt);
    }
    exchange.upgraded(head);
  }

  /** Bytes of a tunnel, from the client; takes the buffer over. */
  void tunnel(ByteBuf bytes) {
    if (connection == null) {
      bytes.release();
    } else {
      connection.write(bytes);
    }
  }

  @Override
  public void answerEnded() {
    connection = null;
    exchange.answerEnded();
  }

  // What can go wrong.

  /** The time for what is going on is over. */
  void expired(Failure failure) {
    UpstreamConnection to = connection;
    if (to != null
        && isBodyDue()
        && to.unsent() < unsent
        && failure != Failure.TOTAL_TIMEOUT) {
      // Slowly, but it does.
      waitsForBody(to);
      return;
    }
    letGo();
    failed(failure);
  }

  @Override
  public void failed(Failure failure) {
    if (exchange.hasEnded()) {
      return;
    }
    connection = null;
    Outcome verdict = ForwardingTable.of(failure, progress, request.isSafe(), kept);
    Place asked = place;
    boolean unsentByFault = progress == Progress.NOTHING_SENT && verdict.countsAgainstUpstream();
    if (asked != null && isFaultOfPlace(failure, verdict)) {
      asked.fails(System.nanoTime());
    }
    if (verdict.mayRetry() && !retried && !request.isBodyLost() && !isProbe()) {
      retried = true;
      again(true, asked);
    } else if (unsentByFault && failure != Failure.TOTAL_TIMEOUT && hasMorePlaces()) {
      again(isProbe(), asked);
    } else {
      over(failure, verdict);
    }
  }

  /** A status is an answer, and that a connection has grown old is nobody's fault. */
  private boolean isFaultOfPlace(Failure failure, Outcome verdict) {
    return verdict.countsAgainstUpstream()
        && failure != Failure.STATUS
        && !(failure == Failure.RESET && kept);
  }

  private boolean hasMorePlaces() {
    return pool != null && ++placesTried < pool.share().places().size();
  }

  private void again(boolean fresh, @Nullable Place but) {
    progress = Progress.NOTHING_SENT;
    kept = false;
    ask(fresh, but);
  }

  private void over(Failure failure, Outcome verdict) {
    long now = System.nanoTime();
    if (guard != null) {
      guard.failed(verdict, now);
    }
    request.record().failed(failure);
    if (verdict.countsAgainstUpstream()) {
      fails();
    }
    exchange.sideFailed(failure, verdict, now);
  }

  /** The other side takes the request, which is a failure of this one, whatever the reason. */
  void fellBack() {
    fails();
  }

  private void fails() {
    if (observed != null) {
      observed.failed();
    }
  }

  /** Whatever was under way is nobody's any more. */
  void letGo() {
    UpstreamConnection from = connection;
    connection = null;
    if (from != null) {
      from.drop();
    } else if (pool != null) {
      pool.leave(this);
    }
    attempt++;
  }

  /**
   * No more will come; what failed has been told already.
   *
   * @param whole whether the answer is
   */
  void ended(boolean whole) {
    if (guard != null) {
      if (whole) {
        guard.completed();
      } else {
        guard.abandoned();
      }
    }
    if (observed != null) {
      observed.ended();
    }
  }
}
