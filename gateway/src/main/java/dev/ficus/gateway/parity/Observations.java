package dev.ficus.gateway.parity;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.RouteState;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.route.CompareSpec;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.ShadowSpec;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.Upstream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is observed of all routes. A request finds its route's observation with one look into a
 * table that is built when routes or stages change; one that began before that is not observed.
 */
public final class Observations {

  private final Decoding decoding;
  private final CopyRoom room;
  private final Map<String, CopyCounts> copies = new ConcurrentHashMap<>();
  private volatile IdentityHashMap<ActiveRoute, Observation> byRoute = new IdentityHashMap<>();
  private volatile Map<String, Observation> byId = Map.of();
  private Map<String, EvidenceStore.Epoch> epochs = Map.of();
  private @Nullable RoutingSnapshot snapshot;

  /**
   * @param mostBytes that all copies under way may need together
   */
  public Observations(Decoding decoding, long mostBytes) {
    this.decoding = decoding;
    room = new CopyRoom(mostBytes);
  }

  /** Null if nothing of this route is observed. */
  public @Nullable Observation of(ActiveRoute route) {
    IdentityHashMap<ActiveRoute, Observation> its = byRoute;
    return its.isEmpty() ? null : its.get(route);
  }

  public @Nullable Observation of(String routeId) {
    return byId.get(routeId);
  }

  /** What has come of copies, by route. */
  public Map<String, CopyCounts> copyCounts() {
    return Collections.unmodifiableMap(copies);
  }

  Collection<Observation> all() {
    return byId.values();
  }

  /** Follows routes and stages. */
  public synchronized void follow(RoutingSnapshot next) {
    snapshot = next;
    rebuild();
  }

  /** Follows what the fleet says of resets and builds. */
  synchronized void follow(Map<String, EvidenceStore.Epoch> next) {
    if (!next.equals(epochs)) {
      epochs = next;
      rebuild();
    }
  }

  private void rebuild() {
    RoutingSnapshot now = snapshot;
    if (now == null) {
      return;
    }
    IdentityHashMap<ActiveRoute, Observation> routes = new IdentityHashMap<>();
    Map<String, Observation> ids = new HashMap<>();
    for (Route route : now.table().routes()) {
      ActiveRoute active = now.active(route.id());
      if (active != null && isObserved(active)) {
        Observation observation = observe(active);
        routes.put(active, observation);
        ids.put(route.id(), observation);
      }
    }
    byId = ids;
    byRoute = routes;
  }

  /** Only what somebody asks to have compared or guarded. */
  private static boolean isObserved(ActiveRoute active) {
    Route route = active.route();
    return route.queue() == null
        && route.listener() != Listener.QUEUE
        && (route.shadow() != null
            || route.gates() != null
            || route.plan() != null
            || active.stage() == Stage.SHADOW);
  }

  private Observation observe(ActiveRoute active) {
    Route route = active.route();
    EvidenceKey key = keyOf(active);
    Observation before = byId.get(route.id());
    // What still stands goes on where it was.
    if (before != null && before.key().equals(key)) {
      return before.route() == active ? before : observe(active, before.counters());
    }
    return observe(active, new Counters(key));
  }

  private Observation observe(ActiveRoute active, Counters counters) {
    String route = active.route().id();
    CopyCounts its = copies.computeIfAbsent(route, _ -> new CopyCounts(room, System::nanoTime));
    return new Observation(active, counters, decoding, its);
  }

  private EvidenceKey keyOf(ActiveRoute active) {
    Route route = active.route();
    RouteState state = active.shared();
    EvidenceStore.Epoch epoch = epochs.getOrDefault(route.id(), EvidenceStore.Epoch.FIRST);
    return new EvidenceKey(
        route.id(),
        state == null ? 0 : state.revision(),
        fingerprint(route),
        epoch.reset(),
        epoch.build());
  }

  /** Of what must be alike for evidence to be about the same thing; the same on all instances. */
  private static String fingerprint(Route route) {
    CompareSpec compare = (route.shadow() == null ? ShadowSpec.DEFAULT : route.shadow()).compare();
    String target =
        route.target() instanceof Target.ToUpstream(Upstream upstream)
            ? upstream.name() + upstream.urls()
            : String.valueOf(route.target());
    String what =
        String.join(
            "|",
            target,
            compare.headers().toString(),
            compare.ignore().toString(),
            compare.unordered().toString(),
            new TreeMap<>(compare.tolerance()).toString());
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 8);
  }
}
