package dev.ficus.gateway.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one route file says.
 *
 * @param name as violations show it
 * @param fingerprint of its bytes
 * @param removed ids of routes that are gone on purpose
 * @param receivers who is told of events
 */
public record RouteFile(
    String name,
    String fingerprint,
    @Nullable Located<DefaultSpec> defaultUpstream,
    RouteSettings defaults,
    List<UpstreamSpec> upstreams,
    List<GroupSpec> groups,
    List<RouteSpec> routes,
    List<Located<String>> removed,
    List<ReceiverSpec> receivers) {

  public RouteFile {
    upstreams = List.copyOf(upstreams);
    groups = List.copyOf(groups);
    routes = List.copyOf(routes);
    removed = List.copyOf(removed);
    receivers = List.copyOf(receivers);
  }

  /** One that tells nobody of events. */
  public RouteFile(
      String name,
      String fingerprint,
      @Nullable Located<DefaultSpec> defaultUpstream,
      RouteSettings defaults,
      List<UpstreamSpec> upstreams,
      List<GroupSpec> groups,
      List<RouteSpec> routes,
      List<Located<String>> removed) {
    this(
        name,
        fingerprint,
        defaultUpstream,
        defaults,
        upstreams,
        groups,
        routes,
        removed,
        List.of());
  }
}
