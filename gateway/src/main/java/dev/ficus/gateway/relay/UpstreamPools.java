package dev.ficus.gateway.relay;

import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.route.Upstream;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The pools of all upstreams; one whose settings have not changed is kept across reloads. */
final class UpstreamPools {

  private final Map<Upstream, UpstreamShare> shares = new ConcurrentHashMap<>();
  private final Map<EventLoop, OfLoop> loops = new ConcurrentHashMap<>();

  /** Forgets the upstreams that a snapshot no longer has. */
  void follow(RoutingSnapshot snapshot) {
    follow(snapshot.table().upstreams());
  }

  /** Forgets all other upstreams. */
  void follow(Collection<Upstream> upstreams) {
    Map<Upstream, Boolean> present = new HashMap<>();
    for (Upstream upstream : upstreams) {
      present.put(upstream, true);
    }
    shares
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !present.containsKey(entry.getKey());
              if (gone) {
                entry.getValue().retire();
              }
              return gone;
            });
    loops.forEach((loop, pools) -> loop.execute(pools::forget));
  }

  OfLoop of(EventLoop loop) {
    return loops.computeIfAbsent(loop, OfLoop::new);
  }

  /** Closes what is idle; a connection in use is closed after its exchange. */
  void close() {
    shares.values().forEach(UpstreamShare::retire);
  }

  /** How many connections are open to all upstreams together. */
  int openCount() {
    return shares.values().stream().mapToInt(UpstreamShare::openCount).sum();
  }

  /** How many connections are open to each upstream, by its name. */
  Map<String, Integer> openByUpstream() {
    Map<String, Integer> open = new TreeMap<>();
    shares
        .values()
        .forEach(its -> open.merge(its.upstream().name(), its.openCount(), Integer::sum));
    return open;
  }

  /** The pools of one event loop; only that loop uses them. */
  final class OfLoop {

    private final EventLoop loop;
    private final Connector connector;

    /** By identity: comparing upstreams field for field is too slow for each request. */
    private final IdentityHashMap<Upstream, UpstreamPool> byIdentity = new IdentityHashMap<>();

    private final IdentityHashMap<UpstreamShare, UpstreamPool> byShare = new IdentityHashMap<>();

    private OfLoop(EventLoop loop) {
      this.loop = loop;
      connector = new Connector(loop);
    }

    Connector connector() {
      return connector;
    }

    UpstreamPool pool(Upstream upstream) {
      UpstreamPool known = byIdentity.get(upstream);
      return known != null ? known : join(upstream);
    }

    private UpstreamPool join(Upstream upstream) {
      UpstreamShare share = shares.computeIfAbsent(upstream, UpstreamShare::new);
      UpstreamPool pool =
          byShare.computeIfAbsent(share, its -> new UpstreamPool(its, loop, connector));
      byIdentity.put(upstream, pool);
      return pool;
    }

    /** A request that began on an older snapshot finds its pool again by joining it anew. */
    private void forget() {
      byIdentity.clear();
      byShare.keySet().removeIf(UpstreamShare::isRetired);
    }
  }
}
