package dev.ficus.gateway.route;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An upstream as a file says it; what is null was not said.
 *
 * @param urls at least one; scheme, host and port, and no path
 * @param host the Host header that requests carry
 * @param data whether this upstream works on the same data as the other side of its routes
 * @param versionHeader a response header that names the build which answered
 */
public record UpstreamSpec(
    String name,
    Position where,
    List<Located<URI>> urls,
    TimeoutsSpec timeouts,
    PoolSpec pool,
    @Nullable HostPolicy host,
    HeaderEdits headers,
    @Nullable CircuitSpec circuit,
    Data data,
    @Nullable String versionHeader) {

  /** Whether the two sides of a route see each other's writes. */
  public enum Data {
    SHARED,
    SEPARATE
  }

  public UpstreamSpec {
    urls = List.copyOf(urls);
  }
}
