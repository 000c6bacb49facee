package dev.ficus.gateway.circuit;

import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.Upstream;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which circuit a call belongs to, found beforehand for every route of one table: by the route's
 * ordinal, and for the default upstream by identity.
 */
final class CircuitTable {

  static final CircuitTable EMPTY =
      new CircuitTable(RouteTable.EMPTY, new IdentityHashMap<>(), Map.of());

  private final Route[] routes;

  /** Of each route the circuits of legacy and target; null for {@code circuit: off}. */
  private final @Nullable Circuit[] ofSides;

  private final IdentityHashMap<Upstream, Circuit> byUpstream;
  private final Map<CircuitKey, Circuit> byKey;
  private final List<Circuit> all;

  private CircuitTable(
      RouteTable table,
      IdentityHashMap<Upstream, Circuit> byUpstream,
      Map<CircuitKey, Circuit> byKey) {
    routes = table.routes().toArray(Route[]::new);
    this.byUpstream = byUpstream;
    this.byKey = Map.copyOf(byKey);
    ofSides = new @Nullable Circuit[2 * routes.length];
    for (Route route : routes) {
      Upstream legacy = route.legacy();
      if (legacy != null) {
        ofSides[2 * route.ordinal()] = byKey.get(key(legacy, route.id()));
      }
      if (route.target() instanceof Target.ToUpstream(var target)) {
        ofSides[2 * route.ordinal() + 1] = byKey.get(key(target, route.id()));
      }
    }
    all = List.copyOf(byKey.values());
  }

  /**
   * @param others circuits that no route's side has
   * @param circuits the circuit of a key that this instance has already, or a new one, under the
   *     policy from now on
   */
  static CircuitTable of(
      RouteTable routes,
      Map<CircuitKey, CircuitPolicy> others,
      BiFunction<CircuitKey, CircuitPolicy, Circuit> circuits) {
    Map<CircuitKey, CircuitPolicy> policies = new LinkedHashMap<>(others);
    for (Upstream upstream : routes.upstreams()) {
      declare(policies, upstream, null, false);
    }
    for (Route route : routes.routes()) {
      if (route.legacy() != null) {
        declare(policies, route.legacy(), route, false);
      }
      // After legacy, so that an upstream which is both is guarded as a target.
      if (route.target() instanceof Target.ToUpstream(var upstream)) {
        declare(policies, upstream, route, true);
      }
    }
    Map<CircuitKey, Circuit> byKey = LinkedHashMap.newLinkedHashMap(policies.size());
    policies.forEach((key, policy) -> byKey.put(key, circuits.apply(key, policy)));
    IdentityHashMap<Upstream, Circuit> byUpstream = new IdentityHashMap<>();
    for (Upstream upstream : routes.upstreams()) {
      Circuit circuit = byKey.get(key(upstream, null));
      if (circuit != null) {
        byUpstream.put(upstream, circuit);
      }
    }
    return new CircuitTable(routes, byUpstream, byKey);
  }

  /** What nothing is said of acts for targets only: with legacy, nothing changes on Monday. */
  private static void declare(
      Map<CircuitKey, CircuitPolicy> policies,
      Upstream upstream,
      @Nullable Route route,
      boolean isTarget) {
    CircuitSpec spec = upstream.circuit();
    CircuitKey key = key(upstream, route == null ? null : route.id());
    if (spec == null) {
      CircuitPolicy policy = CircuitPolicy.DEFAULT;
      policies.put(key, isTarget ? policy : policy.watching());
    } else if (spec.mode() != CircuitSpec.Mode.OFF) {
      policies.put(key, CircuitPolicy.of(spec));
    }
  }

  static CircuitKey key(Upstream upstream, @Nullable String route) {
    CircuitSpec spec = upstream.circuit();
    boolean whole = spec != null && spec.scope() == CircuitSpec.Scope.UPSTREAM;
    return new CircuitKey(upstream.name(), whole ? null : route);
  }

  /** Null if there is none. Records compare field by field, and identity is what is known here. */
  @SuppressWarnings("ReferenceEquality")
  @Nullable Circuit find(@Nullable Route route, Upstream upstream) {
    if (route == null) {
      Circuit found = byUpstream.get(upstream);
      return found == null ? byKey.get(key(upstream, null)) : found;
    }
    int ordinal = route.ordinal();
    if (ordinal < routes.length && routes[ordinal] == route) {
      if (route.legacy() == upstream) {
        return ofSides[2 * ordinal];
      }
      if (route.target() instanceof Target.ToUpstream(var target) && target == upstream) {
        return ofSides[2 * ordinal + 1];
      }
    }
    // A request that began before the files changed.
    return byKey.get(key(upstream, route.id()));
  }

  @Nullable Circuit find(CircuitKey key) {
    return byKey.get(key);
  }

  /** Always in the same order. */
  List<Circuit> all() {
    return all;
  }
}
