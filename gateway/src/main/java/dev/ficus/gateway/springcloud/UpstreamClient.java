package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.Timeouts;
import dev.ficus.gateway.route.Upstream;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** The connections to one upstream: bounded, the last used first, idle ones closed. */
final class UpstreamClient {

  private static final int MAX_HEADER = 64 * 1024;

  private final Upstream upstream;
  private final ConnectionProvider connections;
  private final HttpClient bare;
  private final HttpClient kept;
  private final HttpClient fresh;
  private final Map<Timeouts, HttpClient> keptByTimeouts = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param tls what connections over TLS are made with
   */
  UpstreamClient(Upstream upstream, Supplier<SslContext> tls) {
    this.upstream = upstream;
    PoolSpec pool = upstream.pool();
    Duration sweep = Duration.ofMillis(Math.max(1_000, pool.maxIdle().toMillis() / 4));
    connections =
        ConnectionProvider.builder("upstream-" + upstream.name())
            .maxConnections(pool.maxConnections())
            .pendingAcquireMaxCount(pool.maxPending())
            .pendingAcquireTimeout(upstream.timeouts().connect().plusSeconds(3))
            .maxIdleTime(pool.maxIdle())
            .evictInBackground(sweep)
            .lifo()
            .build();
    bare = secured(HttpClient.create(connections), upstream, tls);
    kept = configure(bare, upstream.timeouts());
    fresh = secured(HttpClient.create(ConnectionProvider.newConnection()), upstream, tls);
  }

  private static HttpClient secured(
      HttpClient client, Upstream upstream, Supplier<SslContext> tls) {
    boolean secure = upstream.urls().stream().anyMatch(url -> "https".equals(url.getScheme()));
    return secure
        ? client.secure(
            // Zero is off here too.
            spec -> spec.sslContext(tls.get()).handshakeTimeout(upstream.timeouts().connect()))
        : client;
  }

  private static HttpClient configure(HttpClient client, Timeouts timeouts) {
    HttpClient configured =
        client
            .protocol(HttpProtocol.HTTP11)
            .followRedirect(false)
            // Whether to send again is the core's to say.
            .disableRetry(true)
            .httpResponseDecoder(
                spec -> spec.maxHeaderSize(MAX_HEADER).maxInitialLineLength(MAX_HEADER));
    if (!timeouts.connect().isZero()) {
      int millis = Math.toIntExact(timeouts.connect().toMillis());
      configured = configured.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis);
    }
    return timeouts.response().isZero()
        ? configured
        : configured.responseTimeout(timeouts.response());
  }

  Upstream upstream() {
    return upstream;
  }

  /** On a kept connection where there is one. */
  HttpClient kept(Timeouts timeouts) {
    if (timeouts.equals(upstream.timeouts())) {
      return kept;
    }
    return keptByTimeouts.computeIfAbsent(timeouts, t -> configure(bare, t));
  }

  /** On a connection of its own, for the one attempt that follows a stale one. */
  HttpClient fresh(Timeouts timeouts) {
    return configure(fresh, timeouts);
  }

  /** On a connection of its own that stays for long, and is not counted among the pool's. */
  HttpClient tunnel() {
    Timeouts its = upstream.timeouts();
    // A response timeout would stay on the connection and cut a quiet tunnel.
    Timeouts unlimited =
        new Timeouts(its.connect(), Duration.ZERO, its.idle(), its.streamIdle(), its.total());
    return configure(fresh, unlimited);
  }

  /** One of the upstream's URLs, in turn. */
  URI nextUrl() {
    int size = upstream.urls().size();
    return upstream.urls().get(size == 1 ? 0 : Math.floorMod(next.getAndIncrement(), size));
  }

  /** Lets requests in flight finish and closes the rest. */
  void retire() {
    connections.disposeLater().subscribe();
  }
}
