package dev.ficus.gateway.relay;

import dev.ficus.gateway.circuit.Circuit;
import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.forwarding.Traces.CopyTrace;
import dev.ficus.gateway.forwarding.Traces.RequestTrace;
import dev.ficus.gateway.http1.RequestMessage;
import dev.ficus.gateway.http1.ResponseMessage;
import dev.ficus.gateway.parity.Answer;
import dev.ficus.gateway.parity.AnswerPair;
import dev.ficus.gateway.parity.Drop;
import dev.ficus.gateway.parity.Observation;
import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Upstream;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The copies of one exchange's request: it keeps the primary's answer as it passes, and lets a copy
 * go once the request is on its way. Nothing in here can change what the client gets.
 */
final class Mirror {

  private static final int MOST_REDIRECTED = 399;

  private final Peer peer;
  private final Observation observation;
  private final RequestMessage message;
  private final @Nullable RouteMatch match;
  private final boolean safe;
  private final @Nullable RequestTrace trace;
  private final AnswerCapture primary;
  private final List<Planned> planned = new ArrayList<>(2);

  /** A piece by piece copy of the request's body; null while there is none. */
  private @Nullable ByteBuf body;

  /** A pair of copies, neither of which is the client's own answer; null if there is none. */
  private @Nullable AnswerPair twice;

  private boolean bodyTooLarge;
  private boolean begun;

  /** A copy that is to be made. */
  private record Planned(Side side, Upstream upstream, AnswerPair pair) {}

  private Mirror(
      Peer peer,
      Observation observation,
      RequestMessage message,
      @Nullable RouteMatch match,
      boolean safe,
      @Nullable RequestTrace trace) {
    this.peer = peer;
    this.observation = observation;
    this.message = message;
    this.match = match;
    this.safe = safe;
    this.trace = trace;
    primary = new AnswerCapture(observation.shadow().maxBody());
  }

  /** Null if no copy of this request is to be made. */
  static @Nullable Mirror of(
      Peer peer,
      Observation observation,
      RequestMessage message,
      @Nullable RouteMatch match,
      Side side,
      boolean safe,
      @Nullable RequestTrace trace) {
    if (message.upgrade() != null) {
      return null;
    }
    Upstream other = observation.copyFor(side, safe);
    Upstream again = observation.noiseFor(side, safe, other != null);
    if (other == null && again == null) {
      return null;
    }
    Mirror mirror = new Mirror(peer, observation, message, match, safe, trace);
    AnswerPair.Asked asked = mirror.asked();
    AnswerPair pair = mirror.plan(other, side.other(), side, asked, false);
    AnswerPair noise = mirror.plan(again, Side.LEGACY, Side.LEGACY, asked, true);
    if (side == Side.TARGET && noise != null) {
      // The client's own answer is not legacy's: two copies are compared.
      mirror.copiedTwice(pair, noise);
    }
    return mirror;
  }

  private void copiedTwice(@Nullable AnswerPair first, AnswerPair noise) {
    twice = noise;
    if (first == null) {
      noise.drop(Drop.NOISE_FAILED);
    } else {
      first.isFirstOf(noise);
    }
  }

  private @Nullable AnswerPair plan(
      @Nullable Upstream upstream,
      Side side,
      Side primarySide,
      AnswerPair.Asked asked,
      boolean noise) {
    if (upstream == null) {
      return null;
    }
    Route route = observation.route().route();
    Circuit circuit = peer.relay().circuits().circuit(route, upstream);
    AnswerPair pair =
        new AnswerPair(observation, peer.relay().mirroring().queue(), primarySide, noise, asked);
    if (circuit != null
        && !circuit.admitsCopy(observation.sendsClientsTo(side), System.nanoTime())) {
      pair.drop(Drop.CIRCUIT_OPEN);
      observation.copyEnded();
      return null;
    }
    planned.add(new Planned(side, upstream, pair));
    return pair;
  }

  private AnswerPair.Asked asked() {
    String original = message.originTarget();
    Rewrite rewrite = observation.route().route().rewrite();
    String rewritten =
        rewrite == null || match == null ? original : rewrite.target(match, peer.head());
    String host = message.host();
    return new AnswerPair.Asked(
        message.method(),
        host == null ? "" : host,
        original,
        rewritten);
  }

  /** A piece of the request's body, which stays the caller's. */
  void body(ByteBuf piece) {
    if (bodyTooLarge || planned.isEmpty()) {
      return;
    }
    long size = piece.readableBytes() + (body == null ? 0L : body.readableBytes());
    if (size > observation.shadow().maxBody()) {
      bodyTooLarge = true;
      dropBody();
      cancel(Drop.TOO_LARGE);
      return;
    }
    if (body == null) {
      body = peer.allocator().buffer(piece.readableBytes());
    }
    body.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
  }

  /** The request is on its way in full. */
  void requestSent() {
    if (safe) {
      begin();
    }
  }

  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    for (Planned copy : planned) {
      ByteBuf its = body == null ? null : body.retainedDuplicate();
      CopyTrace copyTrace =
          trace == null
              ? null
              : trace.copies(copy.side, copy.upstream.name(), copy.pair.isOfNoise());
      ShadowCall call =
          new ShadowCall(
              peer, observation, copy.pair, copy.side, copy.upstream, match, its, !safe, copyTrace);
      try {
        call.start(message);
      } catch (RuntimeException bug) {
        // The client's own exchange goes on, whatever is wrong with its copy.
        call.abandon();
      }
    }
    dropBody();
  }

  /** The head of the primary's answer. */
  void primaryAnswers(ResponseMessage head, Supplier<Outside> outside) {
    primary.head(head, observation.keptHeaders(), outside);
  }

  /** A piece of the primary's answer, which stays the caller's. */
  void primaryBody(ByteBuf piece, boolean framed) {
    primary.body(piece, framed);
  }

  /** The primary has answered in full. */
  void primaryEnded() {
    if (!safe && primary.status() > MOST_REDIRECTED) {
      cancel(Drop.PRIMARY_FAILED);
      return;
    }
    if (primary.isTooLarge()) {
      cancelPairs(Drop.TOO_LARGE);
    } else {
      Answer answer = primary.answer();
      for (Planned copy : planned) {
        if (copy.pair != twice) {
          copy.pair.primary(answer);
        }
      }
    }
    begin();
  }

  /** There is nothing to compare with, or not what was to be compared. */
  void primaryFailed() {
    cancel(Drop.PRIMARY_FAILED);
  }

  void streams() {
    cancel(Drop.STREAM);
  }

  private void cancel(Drop why) {
    cancelPairs(why);
    if (!begun) {
      begun = true;
      planned.forEach(_ -> observation.copyEnded());
    }
    dropBody();
  }

  private void cancelPairs(Drop why) {
    planned.forEach(copy -> copy.pair.drop(why));
  }

  private void dropBody() {
    if (body != null) {
      body.release();
      body = null;
    }
  }
}
