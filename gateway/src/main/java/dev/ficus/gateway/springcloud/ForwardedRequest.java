package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.route.FallbackSpec;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/** Everything that is known about one request while it is forwarded: the exchange's only attribute. */
final class ForwardedRequest {

  static final String ATTRIBUTE = ForwardedRequest.class.getName();

  final ExchangeHead head;
  final @Nullable ActiveRoute route;
  final @Nullable RouteMatch match;
  final long startedAt = System.nanoTime();
  final boolean safe;
  final boolean hasBody;

  /** The side that is being asked. */
  Side side;

  /** Whether any of the request may have reached the side that is being asked. */
  boolean sent;

  /** Whether the client's body has been read. */
  boolean bodyRead;

  boolean retried;
  boolean fellBack;

  /** Whether a failing status of the side that is being asked sends the request to the other. */
  boolean mayFallBack;

  @Nullable HttpClientResponse response;
  @Nullable Connection connection;
  @Nullable String outcome;

  ForwardedRequest(
      ExchangeHead head,
      @Nullable ActiveRoute route,
      @Nullable RouteMatch match,
      Side side,
      boolean hasBody) {
    this.head = head;
    this.route = route;
    this.match = match;
    this.side = side;
    this.hasBody = hasBody;
    safe = route == null ? isSafe(head.method()) : route.route().isSafe(head.method());
  }

  private static boolean isSafe(String method) {
    return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
  }

  FallbackSpec fallback() {
    return route == null ? FallbackSpec.DEFAULT : route.route().fallback();
  }

  /** Begins anew with another side. */
  void turnTo(Side other) {
    side = other;
    sent = false;
    response = null;
    connection = null;
    mayFallBack = false;
  }

  boolean bodyLost() {
    return hasBody && bodyRead;
  }
}
