package dev.ficus.gateway.relay;

import dev.ficus.gateway.http1.RequestMessage;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.RequestHead;
import org.jspecify.annotations.Nullable;

/** Shows a connection's present request to the core. */
final class RelayedHead implements RequestHead {

  private final RequestMessage message;
  private final Peer peer;
  private @Nullable String path;

  RelayedHead(RequestMessage message, Peer peer) {
    this.message = message;
    this.peer = peer;
  }

  /** Forgets the request before. */
  void renew() {
    path = null;
  }

  @Override
  public String method() {
    return message.method();
  }

  @Override
  public String rawPath() {
    String known = path;
    if (known == null) {
      known = message.rawPath();
      path = known;
    }
    return known;
  }

  @Override
  public @Nullable String rawQuery() {
    return message.rawQuery();
  }

  @Override
  public @Nullable String host() {
    return message.host();
  }

  @Override
  public @Nullable String header(String name) {
    return message.first(name);
  }

  @Override
  public String clientAddress() {
    return peer.relay().trustedProxies().clientOf(peer.address(), message::all);
  }

  @Override
  public Listener listener() {
    return peer.listener();
  }
}
