package dev.ficus.gateway.route;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named HTTP service that the gateway can send to, with every default in place.
 *
 * @param host null where the side decides: preserved for legacy and the default, else its own
 */
public record Upstream(
    String name,
    List<URI> urls,
    Timeouts timeouts,
    PoolSpec pool,
    @Nullable HostPolicy host,
    HeaderEdits headers,
    @Nullable CircuitSpec circuit,
    UpstreamSpec.Data data,
    @Nullable String versionHeader) {

  public Upstream {
    urls = List.copyOf(urls);
  }

  /** Which Host header it gets when it answers for one of a route's sides. */
  public HostPolicy hostFor(Side side) {
    if (host != null) {
      return host;
    }
    return side == Side.LEGACY ? new HostPolicy.Preserve() : new HostPolicy.Upstream();
  }
}
