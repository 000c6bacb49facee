package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Lookup;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table, the stages and everything derived from them at one moment: what a request begins with
 * it keeps to the end.
 */
public final class RoutingSnapshot {

  private static final Routed NOBODY = new Routed.ToNobody();
  private static final Routed AMBIGUOUS = new Routed.Ambiguous();

  private final RouteTable table;
  private final RoutingState state;
  private final Map<String, LocalOverride> overrides;
  private final boolean keepsResults;
  private final ActiveRoute[] active;

  RoutingSnapshot(
      RouteTable table,
      RoutingState state,
      Map<String, LocalOverride> overrides,
      boolean keepsResults,
      Function<String, RouteCounts> counts,
      @Nullable RoutingSnapshot previous) {
    this.table = table;
    this.state = state;
    this.overrides = Map.copyOf(overrides);
    this.keepsResults = keepsResults;
    List<Route> routes = table.routes();
    active = new ActiveRoute[routes.size()];
    Map<Decision, Decision> decisions = new HashMap<>();
    for (Route route : routes) {
      RouteState shared = state.route(route.id());
      LocalOverride override = overrides.get(route.id());
      // A cutover of one route among ten thousand leaves the others as they are.
      boolean same =
          previous != null
              && previous.table == table
              && Objects.equals(shared, previous.state.route(route.id()))
              && Objects.equals(override, previous.overrides.get(route.id()));
      active[route.ordinal()] =
          previous != null && same
              ? previous.active[route.ordinal()]
              : new ActiveRoute(route, shared, override, counts.apply(route.id()), decisions);
    }
  }

  /** Where a request goes. */
  public Routed route(RequestHead request) {
    return switch (table.lookup(request)) {
      case Lookup.Matched(var match) -> {
        ActiveRoute route = active[match.route().ordinal()];
        yield new Routed.ToRoute(route, match, route.decide(match, request));
      }
      case Lookup.Unmatched(var upstream) ->
          upstream == null ? NOBODY : new Routed.ToDefault(upstream);
      case Lookup.Ambiguous() -> AMBIGUOUS;
    };
  }

  public RouteTable table() {
    return table;
  }

  public RoutingState state() {
    return state;
  }

  /** By route id. */
  public Map<String, LocalOverride> overrides() {
    return overrides;
  }

  /** Whether clients may ask for what was stored for them, if only by a route that does no more. */
  public boolean keepsResults() {
    return keepsResults;
  }

  public @Nullable ActiveRoute active(String id) {
    Route route = table.route(id);
    return route == null ? null : active[route.ordinal()];
  }

  /** In the order of the files. */
  public List<ActiveRoute> active() {
    return List.of(active);
  }
}
