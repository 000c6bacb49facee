package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.http1.RequestMessage;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Decision;
import dev.ficus.gateway.migration.Reason;
import dev.ficus.gateway.migration.Routed;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Upstream;
import dev.ficus.gateway.storagefirst.StoredRequests;

/** Finds out who answers a request that has been read. */
final class Dispatcher {

  /** Who does. */
  sealed interface Answerer {

    /** An upstream, by way of an exchange. */
    record AnUpstream(Exchange exchange) implements Answerer {}

    /** The entry behind this one. */
    record TheEntryBehind() implements Answerer {}

    /** The gateway, as a route says. */
    record TheRoute(ActiveRoute route, FixedResponse response) implements Answerer {}

    /** The gateway, because nobody else can. */
    record Nobody(Problem problem) implements Answerer {}
  }

  private static final Answerer BEHIND = new Answerer.TheEntryBehind();

  private final Relay relay;
  private final ClientConnection client;
  private final RequestMessage message;

  Dispatcher(Relay relay, ClientConnection client, RequestMessage message) {
    this.relay = relay;
    this.client = client;
    this.message = message;
  }

  Answerer dispatch() {
    if (!relay.settings().enabled()) {
      return BEHIND;
    }
    RoutingSnapshot snapshot = relay.routing().snapshot();
    RequestHead head = client.peer().head();
    if (snapshot.keepsResults() && StoredRequests.isTheirs(head.rawPath())) {
      return BEHIND;
    }
    return switch (snapshot.route(head)) {
      case Routed.ToRoute(ActiveRoute route, RouteMatch match, Decision decision) ->
          route.forwardsOnly() ? byRoute(route, match, decision) : BEHIND;
      case Routed.ToDefault(Upstream upstream) ->
          new Answerer.AnUpstream(
              new Exchange(client, message, null, null, Side.LEGACY, upstream, null, null));
      case Routed.ToNobody() -> new Answerer.Nobody(Problem.nobody());
      case Routed.Ambiguous() -> new Answerer.Nobody(Problem.ambiguous());
    };
  }

  private Answerer byRoute(ActiveRoute route, RouteMatch match, Decision decision) {
    if (decision.reason() == Reason.NO_KEY) {
      route.counts().decided(decision);
    }
    return switch (decision) {
      case Decision.Forward forward ->
          new Answerer.AnUpstream(
              new Exchange(
                  client,
                  message,
                  route,
                  match,
                  forward.side(),
                  forward.upstream(),
                  forward.fallback(),
                  forward.assignedKey()));
      case Decision.Answer answer -> new Answerer.TheRoute(route, answer.response());
    };
  }
}
