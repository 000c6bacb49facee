package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Side;
import org.jspecify.annotations.Nullable;

/** A request that the gateway answers by itself, in the target's place. */
final class FixedAnswer implements CompletedExchange {

  private final RequestHead request;
  private final String protocol;
  private final ActiveRoute route;
  private final FixedResponse response;
  private final long startedAt = System.nanoTime();
  private long endedAt;

  FixedAnswer(RequestHead request, String protocol, ActiveRoute route, FixedResponse response) {
    this.request = request;
    this.protocol = protocol;
    this.route = route;
    this.response = response;
  }

  void end(ForwardingListener listener) {
    endedAt = System.nanoTime();
    route.counts().answered(Side.TARGET, System.currentTimeMillis());
    listener.completed(this);
  }

  @Override
  public RequestHead request() {
    return request;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public String route() {
    return route.route().id();
  }

  @Override
  public @Nullable String upstream() {
    return null;
  }

  @Override
  public Side side() {
    return Side.TARGET;
  }

  @Override
  public int status() {
    return response.status();
  }

  @Override
  public String outcome() {
    return OK;
  }

  @Override
  public boolean fellBack() {
    return false;
  }

  @Override
  public long nanos() {
    return endedAt - startedAt;
  }

  @Override
  public long bodyBytes() {
    return response.body().length();
  }
}
