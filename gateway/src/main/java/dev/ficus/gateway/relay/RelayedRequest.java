package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.HeaderRules;
import dev.ficus.gateway.forwarding.Outside;
import dev.ficus.gateway.http1.RequestMessage;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.parity.Observation;
import dev.ficus.gateway.route.FallbackSpec;
import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.TimeoutsSpec;
import dev.ficus.gateway.route.Upstream;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A request while it is relayed: what its client and its route want, what either side is to be sent
 * for it, and what of its body nobody has taken yet.
 */
final class RelayedRequest {

  private final Peer peer;
  private final RequestMessage message;
  private final @Nullable ActiveRoute route;
  private final @Nullable RouteMatch match;
  private final boolean safe;
  private final ExchangeRecord record;

  /** What is observed of the route; null if nothing is. */
  private final @Nullable Observation observation;

  /** Pieces of the body that came in while there was no connection. */
  private @Nullable Deque<ByteBuf> held;

  private boolean bodySent;
  private boolean ended;

  /**
   * @param route null for the default upstream
   * @param side that is asked first
   */
  RelayedRequest(
      Peer peer,
      RequestMessage message,
      @Nullable ActiveRoute route,
      @Nullable RouteMatch match,
      Side side) {
    this.peer = peer;
    this.message = message;
    this.route = route;
    this.match = match;
    safe =
        route == null
            ? Route.isSafeByItself(message.method())
            : route.isSafe(message.method());
    record = new ExchangeRecord(peer, message.isHttp11(), route == null ? null : route.id(), side);
    observation = route == null ? null : peer.relay().mirroring().observations().of(route);
    ended = message.bodyLength() == 0;
  }

  Peer peer() {
    return peer;
  }

  RequestMessage message() {
    return message;
  }

  /** Null for the default upstream. */
  @Nullable ActiveRoute active() {
    return route;
  }

  /** Null for the default upstream. */
  @Nullable Route route() {
    return route == null ? null : route.route();
  }

  /** Whether it may be carried out twice without harm. */
  boolean isSafe() {
    return safe;
  }

  ExchangeRecord record() {
    return record;
  }

  @Nullable Observation observation() {
    return observation;
  }

  Timeouts timeouts(Upstream upstream) {
    TimeoutsSpec said = route == null ? TimeoutsSpec.UNSAID : route.timeouts();
    return said.equals(TimeoutsSpec.UNSAID)
        ? upstream.timeouts()
        : upstream.timeouts().with(said);
  }

  FallbackSpec fallback() {
    return route == null ? FallbackSpec.DEFAULT : route.route().fallback();
  }

  /** The copies that are to be made of it; null if none is. */
  @Nullable Mirror mirror(Side side) {
    return observation == null
        ? null
        : Mirror.of(peer, observation, message, match, side, safe, record.trace());
  }

  // What a side is sent.

  /** The head as a side gets it. */
  ByteBuf head(Side side, Upstream upstream, UpstreamConnection to) {
    Rewrite rewrite = rewrite(side);
    return RequestWriter.write(
        peer.allocator(),
        message,
        rewrite == null || match == null ? null : rewrite.target(match, peer.head()),
        upgrade(),
        peer.asking(),
        peer.forwarded(),
        upstream.hostFor(side),
        to.pool().share(),
        to.place(),
        record.traceparent(),
        "");
  }

  /** How what a side says about places is to be read. */
  Outside outside(Side side, Upstream upstream, Place from) {
    String host = HeaderRules.host(upstream.hostFor(side), message.host(), from.url());
    return Outside.of(peer.asking(), from.url(), host, rewrite(side), match);
  }

  /** How the target wants path and query; null for legacy, and where they stay as they came. */
  private @Nullable Rewrite rewrite(Side side) {
    return side == Side.TARGET && route != null ? route.route().rewrite() : null;
  }

  /** Whether a side is asked to speak another protocol; whoever sends a body asks for none. */
  boolean asksToUpgrade() {
    return upgrade() != null;
  }

  /** HTTP/2 is not spoken to upstreams, so nobody is to switch to it in our name. */
  private @Nullable String upgrade() {
    String wanted = message.upgrade();
    return wanted == null || wanted.regionMatches(true, 0, "h2", 0, 2) ? null : wanted;
  }

  // Its body.

  boolean hasBody() {
    return message.bodyLength() != 0;
  }

  /** Whether it has come in whole. */
  boolean hasEnded() {
    return ended;
  }

  /** Whether nothing of the body is to come before the client is told to go on with it. */
  boolean awaitsContinue() {
    return !ended && !bodySent && message.expectsContinue();
  }

  /** Whether some of the body has gone to a side, so that no other can have it. */
  boolean isBodyLost() {
    return hasBody() && bodySent;
  }

  /** The last piece of the body is here. */
  void ends() {
    ended = true;
  }

  /** Keeps a piece of the body until there is a connection; takes the buffer over. */
  void hold(ByteBuf piece) {
    Deque<ByteBuf> pieces = held == null ? new ArrayDeque<>() : held;
    pieces.add(piece);
    held = pieces;
  }

  /** Sends what has been held. */
  void sendHeld(UpstreamConnection to) {
    if (held != null) {
      for (ByteBuf piece = held.poll(); piece != null; piece = held.poll()) {
        send(piece, to);
      }
    }
  }

  /** Sends a piece of the body; takes the buffer over. */
  void send(ByteBuf piece, UpstreamConnection to) {
    bodySent = true;
    to.write(piece);
  }

  /** Nobody will take what is still held. */
  void release() {
    if (held != null) {
      held.forEach(ByteBuf::release);
      held = null;
    }
  }
}
