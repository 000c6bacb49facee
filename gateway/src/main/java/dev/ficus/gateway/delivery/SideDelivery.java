package dev.ficus.gateway.delivery;

import dev.ficus.gateway.circuit.Admission;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.forwarding.ForwardingTable;
import dev.ficus.gateway.forwarding.GuardedCall;
import dev.ficus.gateway.forwarding.Progress;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Decision;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.queue.BodyPointers;
import dev.ficus.gateway.queue.Delivery;
import dev.ficus.gateway.queue.DeliveryVerdict;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.webhook.SignatureScheme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the messages of one consumer: each to the side that the consumer's stage says, or to the
 * one that an earlier attempt went to. While a side's circuit is open nothing is sent, and no
 * attempt is burned.
 */
final class SideDelivery implements Delivery {

  static final String ATTEMPT = "Ficus-Attempt";
  private static final Duration UNKNOWN = Duration.ofSeconds(1);

  private final String routeId;
  private final Routing routing;
  private final Circuits circuits;
  private final Courier courier;
  private final BodyPointers pointers;
  private final Supplier<Handling> handling;
  private final Supplier<@Nullable SignatureScheme> signing;
  private final LongSupplier ticker;
  private volatile long restsUntil;
  private volatile @Nullable ActiveRoute lastKnown;

  /**
   * @param routeId of the route that says which side: the subscriber's, or that of stored requests
   */
  SideDelivery(
      String routeId,
      Routing routing,
      Circuits circuits,
      Courier courier,
      BodyPointers pointers,
      Supplier<Handling> handling,
      Supplier<@Nullable SignatureScheme> signing,
      LongSupplier ticker) {
    this.routeId = routeId;
    this.routing = routing;
    this.circuits = circuits;
    this.courier = courier;
    this.pointers = pointers;
    this.handling = handling;
    this.signing = signing;
    this.ticker = ticker;
    restsUntil = ticker.getAsLong();
    lastKnown = routing.snapshot().active(routeId);
  }

  /** Whether messages may be read: not while the last word of the circuit was no. */
  boolean mayDeliver() {
    var _ = route();
    return ticker.getAsLong() - restsUntil >= 0;
  }

  @Override
  public DeliveryVerdict deliver(LeasedMessage leased) {
    ActiveRoute route = route();
    if (route == null) {
      return new DeliveryVerdict.NotSent(UNKNOWN);
    }
    MessageHead head = new MessageHead(leased.message(), pointers);
    RouteMatch match = RouteMatch.of(route.route(), leased.message().path());
    String pinned = leased.side();
    Decision decision =
        pinned == null ? route.decide(match, head) : route.on(Side.valueOf(constant(pinned)));
    return switch (decision) {
      case Decision.Answer _ -> DeliveryVerdict.Done.WITHOUT_ANSWER;
      case Decision.Forward forward -> send(leased, route, match, head, forward);
    };
  }

  /** As the files last had it: what came under its rules is delivered by them. */
  private @Nullable ActiveRoute route() {
    ActiveRoute now = routing.snapshot().active(routeId);
    if (now != null && (now.route().isSubscriber() || now.route().queue() != null)) {
      lastKnown = now;
    }
    return lastKnown;
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  private DeliveryVerdict send(
      LeasedMessage leased,
      ActiveRoute route,
      RouteMatch match,
      MessageHead head,
      Decision.Forward decision) {
    long now = ticker.getAsLong();
    return switch (circuits.admit(route.route(), decision.upstream(), now)) {
      case Admission.Refuse refuse -> refused(refuse);
      case Admission.Pass pass ->
          send(leased, route, match, head, decision, new GuardedCall(pass, now));
      case Admission.Probe probe ->
          send(leased, route, match, head, decision, new GuardedCall(probe, now));
    };
  }

  private DeliveryVerdict refused(Admission.Refuse refuse) {
    long now = ticker.getAsLong();
    long pause = Math.max(Duration.ofMillis(100).toNanos(), refuse.untilNanos() - now);
    restsUntil = now + Math.min(pause, Duration.ofSeconds(1).toNanos());
    return new DeliveryVerdict.NotSent(Duration.ofNanos(Math.min(pause, UNKNOWN.toNanos())));
  }

  private DeliveryVerdict send(
      LeasedMessage leased,
      ActiveRoute route,
      RouteMatch match,
      MessageHead head,
      Decision.Forward decision,
      GuardedCall call) {
    Handling how = handling.get();
    Side side = decision.side();
    Admission.@Nullable Refuse[] forbidden = {null};
    Courier.Parcel parcel =
        new Courier.Parcel(
            side,
            leased.message().method(),
            target(route, match, head, side),
            head.host(),
            headers(leased),
            leased.message().body(),
            how.policy().timeout(),
            how.maxAnswer(),
            () -> (forbidden[0] = call.start(ticker.getAsLong())) == null);
    try {
      Courier.Received answer = courier.send(decision.upstream(), parcel);
      call.answered(answer.status(), false, ticker.getAsLong());
      call.completed();
      if (answer.status() < 500) {
        route.counts().delivered(side, System.currentTimeMillis());
      }
      return how.judge(answer, retryAfter(answer), side.word());
    } catch (Courier.FailedException failed) {
      Admission.Refuse refuse = forbidden[0];
      if (refuse != null) {
        call.abandoned();
        return refused(refuse);
      }
      Progress progress = failed.sent() ? Progress.SENT : Progress.NOTHING_SENT;
      call.failed(ForwardingTable.of(failed.failure(), progress, false, false), ticker.getAsLong());
      return new DeliveryVerdict.Retry(
          null, failed.failure().word(), null, failed.sent() ? side.word() : null);
    }
  }

  private static String target(ActiveRoute route, RouteMatch match, MessageHead head, Side side) {
    Rewrite rewrite = side == Side.TARGET ? route.route().rewrite() : null;
    if (rewrite != null) {
      return rewrite.target(match, head);
    }
    String query = head.rawQuery();
    return query == null ? head.rawPath() : head.rawPath() + "?" + query;
  }

  /** As they came, with the stable id and the number of the attempt; signed afresh if wanted. */
  private List<Header> headers(LeasedMessage leased) {
    Message message = leased.message();
    List<Header> headers = new ArrayList<>();
    SignatureScheme scheme = signing.get();
    List<Header> signed =
        scheme == null ? List.of() : scheme.sign(message.id().local(), message.body());
    for (Header header : message.headers()) {
      if (signed.stream().noneMatch(its -> its.name().equalsIgnoreCase(header.name()))
          && !header.name().equalsIgnoreCase("Host")) {
        headers.add(header);
      }
    }
    headers.addAll(signed);
    headers.add(new Header(MessageHead.MESSAGE_ID, message.id().toString()));
    headers.add(new Header(ATTEMPT, Integer.toString(leased.attempt())));
    return headers;
  }

  /** In seconds; a date is taken for nothing said. */
  private static @Nullable Duration retryAfter(Courier.Received answer) {
    for (Header header : answer.headers()) {
      if (header.name().equalsIgnoreCase("Retry-After")
          && header.value().strip().matches("[0-9]{1,8}")) {
        return Duration.ofSeconds(Long.parseLong(header.value().strip()));
      }
    }
    return null;
  }
}
