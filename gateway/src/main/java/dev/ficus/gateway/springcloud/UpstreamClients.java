package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.route.Upstream;
import io.netty.handler.ssl.SslContext;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The clients of all upstreams; one whose settings have not changed is kept across reloads. */
final class UpstreamClients {

  private final Supplier<SslContext> tls;

  /** By identity: comparing upstreams field for field is too slow for each request. */
  private volatile IdentityHashMap<Upstream, UpstreamClient> current = new IdentityHashMap<>();

  private Map<Upstream, UpstreamClient> byValue = new HashMap<>();

  /**
   * @param tls what connections over TLS are made with
   */
  UpstreamClients(Supplier<SslContext> tls) {
    this.tls = tls;
  }

  synchronized void follow(Collection<Upstream> present) {
    Map<Upstream, UpstreamClient> values = new HashMap<>();
    IdentityHashMap<Upstream, UpstreamClient> identities = new IdentityHashMap<>();
    for (Upstream upstream : present) {
      UpstreamClient known = byValue.get(upstream);
      UpstreamClient client = known != null ? known : new UpstreamClient(upstream, tls);
      values.put(upstream, client);
      identities.put(upstream, client);
    }
    Map<Upstream, UpstreamClient> before = byValue;
    byValue = values;
    current = identities;
    before.forEach(
        (upstream, client) -> {
          if (!values.containsKey(upstream)) {
            client.retire();
          }
        });
  }

  UpstreamClient of(Upstream upstream) {
    UpstreamClient client = current.get(upstream);
    return client != null ? client : ofOlderSnapshot(upstream);
  }

  /** For a request that began on a snapshot that has been replaced since. */
  private synchronized UpstreamClient ofOlderSnapshot(Upstream upstream) {
    return byValue.computeIfAbsent(upstream, its -> new UpstreamClient(its, tls));
  }

  synchronized void close() {
    byValue.values().forEach(UpstreamClient::retire);
  }
}
