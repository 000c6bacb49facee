package dev.ficus.gateway.relay;

import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.parity.ComparisonQueue;
import dev.ficus.gateway.parity.CopiedUpstreams;
import dev.ficus.gateway.parity.Observations;
import dev.ficus.gateway.route.Upstream;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What copies of requests have of their own: upstreams, connections, and an end to their time. */
public final class Mirroring {

  private static final long SWEEP_MILLIS = 100;

  private final Observations observations;
  private final ComparisonQueue queue;
  private final UpstreamPools pools = new UpstreamPools();
  private final Map<EventLoop, UnderWay> loops = new ConcurrentHashMap<>();
  private final CopiedUpstreams upstreams = new CopiedUpstreams();

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
    pools.follow(upstreams.follow(snapshot.table().upstreams()));
  }

  /** The same upstream as copies see it. */
  Upstream forCopies(Upstream upstream) {
    return upstreams.of(upstream);
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
