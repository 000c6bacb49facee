package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.TrustedProxies;
import dev.ficus.gateway.http1.Fault;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.RequestHead;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.http.server.HttpServerRequest;

/** Shows an exchange's request to the core, byte for byte as the server's codec read it. */
final class ExchangeHead implements RequestHead {

  private final ServerHttpRequest request;
  private final String method;
  private final String path;
  private final @Nullable String query;
  private final String peer;
  private final TrustedProxies trusted;
  private final Listener listener;

  /** Why the rest of the body is not taken; null if it is. */
  volatile @Nullable Fault fault;

  ExchangeHead(ServerWebExchange exchange, TrustedProxies trusted, Listener listener) {
    request = exchange.getRequest();
    method = request.getMethod().name();
    String uri = withoutAuthority(nativeUri(request));
    int question = uri.indexOf('?');
    path = question < 0 ? uri : uri.substring(0, question);
    query = question < 0 ? null : uri.substring(question + 1);
    InetSocketAddress remote = request.getRemoteAddress();
    peer =
        remote == null || remote.getAddress() == null ? "" : remote.getAddress().getHostAddress();
    this.trusted = trusted;
    this.listener = listener;
  }

  private static String nativeUri(ServerHttpRequest request) {
    Object own = ServerHttpRequestDecorator.getNativeRequest(request);
    return own instanceof HttpServerRequest netty ? netty.uri() : request.getURI().toString();
  }

  /** An absolute request target loses its scheme and authority (RFC 9112, section 3.2.2). */
  private static String withoutAuthority(String uri) {
    if (uri.startsWith("/") || uri.equals("*")) {
      return uri;
    }
    int authority = uri.indexOf("://");
    if (authority < 0) {
      return uri;
    }
    int start = authority + 3;
    for (int i = start; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c == '/') {
        return uri.substring(i);
      }
      if (c == '?') {
        return "/" + uri.substring(i);
      }
    }
    return "/";
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String rawPath() {
    return path;
  }

  @Override
  public @Nullable String rawQuery() {
    return query;
  }

  @Override
  public @Nullable String host() {
    return request.getHeaders().getFirst("Host");
  }

  @Override
  public @Nullable String header(String name) {
    return request.getHeaders().getFirst(name);
  }

  String protocol() {
    Object own = ServerHttpRequestDecorator.getNativeRequest(request);
    return own instanceof HttpServerRequest netty ? netty.version().text() : "HTTP/1.1";
  }

  /** Whether it has come past the relay, which knows HTTP/1.1 only. */
  boolean isHttp2() {
    return protocol().startsWith("HTTP/2");
  }

  /** The address at the other end of the connection. */
  String peer() {
    return peer;
  }

  @Override
  public String clientAddress() {
    return trusted.clientOf(peer, request.getHeaders()::getOrEmpty);
  }

  @Override
  public Listener listener() {
    return listener;
  }
}
