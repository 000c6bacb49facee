package dev.ficus.gateway.migration;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shared state of all routes at one revision.
 *
 * @param routes by id; a route that is not in here never left its initial stage
 */
public record RoutingState(Revision revision, Map<String, RouteState> routes) {

  public static final RoutingState EMPTY = new RoutingState(Revision.NONE, Map.of());

  public RoutingState {
    routes = Map.copyOf(routes);
  }

  public @Nullable RouteState route(String id) {
    return routes.get(id);
  }
}
