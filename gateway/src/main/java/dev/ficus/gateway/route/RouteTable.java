package dev.ficus.gateway.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All routes of one good version of the files, indexed: an immutable snapshot that requests are
 * looked up in. A lookup costs what the request's own path is long, however many routes there are.
 */
public final class RouteTable {

  public static final RouteTable EMPTY =
      new RouteTable(List.of(), Map.of(), Map.of(), Set.of(), List.of());

  private static final Lookup AMBIGUOUS = new Lookup.Ambiguous();
  private static final Lookup NOBODY = new Lookup.Unmatched(null);

  private final List<Route> routes;
  private final Map<String, Route> byId;
  private final Map<String, List<Route>> groups;
  private final Map<String, Upstream> upstreams;
  private final Set<String> removed;
  private final Map<Listener, HostIndex<PathNode>> index = new EnumMap<>(Listener.class);
  private final HostIndex<Lookup> defaults;
  private final boolean storesRequests;
  private final QueueSpec.@Nullable Notify notify;

  /**
   * @param routes in the order of their ordinals
   * @param upstreams by name
   * @param defaults the default upstreams, null for none, by host
   * @param removed ids of routes that are gone on purpose
   * @param receivers who is told of events
   */
  RouteTable(
      List<Route> routes,
      Map<String, Upstream> upstreams,
      Map<HostPattern, Lookup> defaults,
      Set<String> removed,
      List<ReceiverSpec> receivers) {
    notify = receivers.isEmpty() ? null : new QueueSpec.Notify(receivers);
    this.routes = List.copyOf(routes);
    this.upstreams = Map.copyOf(upstreams);
    this.removed = Set.copyOf(removed);
    this.defaults = new HostIndex<>(defaults);
    byId = HashMap.newHashMap(routes.size());
    groups = new TreeMap<>();
    for (Route route : routes) {
      byId.put(route.id(), route);
      if (route.group() != null) {
        groups.computeIfAbsent(route.group(), _ -> new ArrayList<>()).add(route);
      }
    }
    index.put(Listener.PUBLIC, indexOf(Listener.PUBLIC));
    index.put(Listener.INTERNAL, indexOf(Listener.INTERNAL));
    storesRequests = routes.stream().anyMatch(route -> route.queue() instanceof QueueSpec.Store);
  }

  private HostIndex<PathNode> indexOf(Listener listener) {
    Map<HostPattern, List<Route>> byHost = new HashMap<>();
    for (Route route : routes) {
      if (route.listener() == listener) {
        HostPattern host = Objects.requireNonNullElse(route.match().host(), HostPattern.ANY);
        byHost.computeIfAbsent(host, _ -> new ArrayList<>()).add(route);
      }
    }
    Map<HostPattern, PathNode> nodes = HashMap.newHashMap(byHost.size());
    byHost.forEach((host, its) -> nodes.put(host, PathNode.build(its)));
    return new HostIndex<>(nodes);
  }

  /** Who is to answer a request. */
  public Lookup lookup(RequestHead request) {
    PathReading plain = PathReading.plain(request.rawPath());
    String implied = Search.impliedMethod(request);
    HostIndex<PathNode> hosts = Objects.requireNonNull(index.get(request.listener()));
    boolean byHost = hosts.hasPatterns() || defaults.hasPatterns();
    String host = byHost ? HostPattern.normalize(request.host()) : null;
    PathReading reading = plain;
    Route route = find(hosts, host, new Search(request, plain, implied));
    if (plain.isDoubtful()) {
      reading = plain.resolved(false);
      Route resolved = find(hosts, host, new Search(request, reading, implied));
      Route divided = find(hosts, host, new Search(request, plain.resolved(true), implied));
      if (!same(route, resolved) || !same(resolved, divided)) {
        return AMBIGUOUS;
      }
    }
    if (route != null) {
      boolean preflight = implied != null && request.method().equals("OPTIONS");
      return new Lookup.Matched(new RouteMatch(route, reading, preflight));
    }
    return request.listener() == Listener.PUBLIC ? defaultOf(host) : NOBODY;
  }

  private static @Nullable Route find(
      HostIndex<PathNode> hosts, @Nullable String host, Search search) {
    if (search.path.count >= 0) {
      hosts.visit(host, node -> node.find(search, 0));
    }
    return search.best;
  }

  private static boolean same(@Nullable Route a, @Nullable Route b) {
    return a == null || b == null ? a == null && b == null : a.ordinal() == b.ordinal();
  }

  private Lookup defaultOf(@Nullable String host) {
    Lookup[] found = {NOBODY};
    defaults.visit(
        host,
        lookup -> {
          found[0] = lookup;
          return true;
        });
    return found[0];
  }

  /** In the order of their ordinals. */
  public List<Route> routes() {
    return routes;
  }

  public @Nullable Route route(String id) {
    return byId.get(id);
  }

  /** The routes of a group; empty if there is no such group. */
  public List<Route> group(String name) {
    return groups.getOrDefault(name, List.of());
  }

  /** The names of all groups that have routes, sorted. */
  public List<String> groupNames() {
    return List.copyOf(groups.keySet());
  }

  public @Nullable Upstream upstream(String name) {
    return upstreams.get(name);
  }

  /** By name. */
  public List<Upstream> upstreams() {
    return upstreams.values().stream().sorted(Comparator.comparing(Upstream::name)).toList();
  }

  /** Whether a route stores requests, whose results the gateway itself then hands out. */
  public boolean storesRequests() {
    return storesRequests;
  }

  /** Who is told of events; null if nobody is. */
  public QueueSpec.@Nullable Notify notifies() {
    return notify;
  }

  /** Ids of routes that are gone on purpose, and whose state is to be forgotten. */
  public Set<String> removed() {
    return removed;
  }
}
