package dev.ficus.gateway.relay;

import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.parity.ComparisonQueue;
import dev.ficus.gateway.parity.Observations;
import dev.ficus.gateway.route.HeaderEdits;
import dev.ficus.gateway.route.PoolSpec;
import dev.ficus.gateway.route.Upstream;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What copies of requests have of their own: upstreams, connections, and an end to their time. */
public final class Mirroring {

  private static final String MARK = "Ficus-Shadow";
  private static final long SWEEP_MILLIS = 100;

  private final Observations observations;
  private final ComparisonQueue queue;
  private final UpstreamPools pools = new UpstreamPools();
  private final Map<EventLoop, UnderWay> loops = new ConcurrentHashMap<>();
  private volatile IdentityHashMap<Upstream, Upstream> upstreams = new IdentityHashMap<>();

  public Mirroring(Observations observations, ComparisonQueue queue) {
    this.observations = observations;
    this.queue = queue;
  }

  Observations observations() {
    return observations;
  }

  ComparisonQueue queue() {
    return queue;
  }

  UpstreamPools pools() {
    return pools;
  }

  void follow(RoutingSnapshot snapshot) {
    Collection<Upstream> present = snapshot.table().upstreams();
    IdentityHashMap<Upstream, Upstream> next = new IdentityHashMap<>();
    Map<Upstream, Upstream> known = new HashMap<>();
    upstreams.values().forEach(its -> known.put(its, its));
    for (Upstream upstream : present) {
      Upstream copy = copyOf(upstream);
      next.put(upstream, known.getOrDefault(copy, copy));
    }
    upstreams = next;
    pools.follow(next.values());
  }

  /** The same upstream as copies see it; a request that began before a reload makes its own. */
  Upstream forCopies(Upstream upstream) {
    Upstream copy = upstreams.get(upstream);
    return copy != null ? copy : copyOf(upstream);
  }

  private static Upstream copyOf(Upstream upstream) {
    Map<String, String> set = new HashMap<>(upstream.headers().set());
    set.put(MARK, "true");
    Set<String> remove = new HashSet<>(upstream.headers().remove());
    remove.add("Idempotency-Key");
    PoolSpec pool = upstream.pool();
    return new Upstream(
        upstream.name(),
        upstream.urls(),
        upstream.timeouts(),
        new PoolSpec(pool.maxConnections(), 0, pool.maxIdle()),
        upstream.host(),
        new HeaderEdits(set, remove),
        upstream.circuit(),
        upstream.data(),
        upstream.versionHeader());
  }

  UnderWay underWay(EventLoop loop) {
    return loops.computeIfAbsent(loop, UnderWay::new);
  }

  /** The copies of one event loop that are under way; one timer looks after all of them. */
  static final class UnderWay {

    private record Timed(ShadowCall call, long until) {}

    private final EventLoop loop;
    private final Deque<Timed> calls = new ArrayDeque<>();
    private boolean sweeping;

    private UnderWay(EventLoop loop) {
      this.loop = loop;
    }

    void add(ShadowCall call, long until) {
      calls.addLast(new Timed(call, until));
      sweepLater();
    }

    private void sweepLater() {
      if (!sweeping) {
        sweeping = true;
        var _ = loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    private void sweep() {
      sweeping = false;
      long now = System.nanoTime();
      for (Iterator<Timed> each = calls.iterator(); each.hasNext(); ) {
        Timed timed = each.next();
        if (!timed.call.hasEnded() && now - timed.until >= 0) {
          timed.call.expired();
        }
        if (timed.call.hasEnded()) {
          each.remove();
        }
      }
      if (!calls.isEmpty()) {
        sweepLater();
      }
    }
  }
}
