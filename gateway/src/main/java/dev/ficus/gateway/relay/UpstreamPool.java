package dev.ficus.gateway.relay;

import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.route.PoolSpec;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one upstream, the last one used first, and the exchanges
 * that wait for one. The bounds are the upstream's as a whole: a loop that may open none asks the
 * others to give one up.
 */
final class UpstreamPool {

  private final UpstreamShare share;
  private final EventLoop loop;
  private final Connector connector;
  private final IdentityHashMap<Place, Deque<UpstreamConnection>> idle = new IdentityHashMap<>();
  private final Deque<Caller> queue = new ArrayDeque<>();
  private boolean sweeping;

  UpstreamPool(UpstreamShare share, EventLoop loop, Connector connector) {
    this.share = share;
    this.loop = loop;
    this.connector = connector;
    share.places().forEach(place -> idle.put(place, new ArrayDeque<>()));
    share.pools().add(this);
  }

  UpstreamShare share() {
    return share;
  }

  /**
   * Finds a connection; the exchange is told of it, or of why there is none, perhaps at once.
   *
   * @param fresh whether it must not have served anyone yet
   * @param but not at this place, if there is another
   */
  void acquire(Caller exchange, boolean fresh, @Nullable Place but) {
    Place place = share.choose(but);
    UpstreamConnection kept = fresh ? null : takeIdle(place);
    if (kept != null) {
      exchange.connected(kept);
    } else if (share.mayOpen() || closeOneElsewhere(place)) {
      open(exchange, place);
    } else if (share.mayWait()) {
      queue.add(exchange);
      exchange.waits();
      share.pools().forEach(UpstreamPool::giveUpOneSoon);
      // One may have ended on another loop before that could see this exchange wait.
      serve();
    } else {
      exchange.failed(Failure.PENDING_LIMIT);
    }
  }

  /** The exchange waits no more. */
  void leave(Caller exchange) {
    if (queue.remove(exchange)) {
      share.waitsNoMore();
    }
  }

  private @Nullable UpstreamConnection takeIdle(Place place) {
    Deque<UpstreamConnection> its = idle.get(place);
    if (its == null) {
      return null;
    }
    UpstreamConnection connection = its.pollFirst();
    while (connection != null && !connection.isUsable()) {
      connection.close();
      connection = its.pollFirst();
    }
    return connection;
  }

  /** Trades an idle connection to another place for the right to open one. */
  private boolean closeOneElsewhere(Place wanted) {
    for (Map.Entry<Place, Deque<UpstreamConnection>> entry : idle.entrySet()) {
      if (entry.getKey() != wanted && !entry.getValue().isEmpty()) {
        entry.getValue().removeLast().close();
        return share.mayOpen();
      }
    }
    return false;
  }

  private void open(Caller exchange, Place place) {
    int attempt = exchange.connects(place);
    connector.connect(
        this,
        place,
        exchange.connectTimeout(),
        new Connector.Listener() {
          @Override
          public void connected(UpstreamConnection connection) {
            if (exchange.isWaiting(attempt)) {
              exchange.connected(connection);
            } else {
              release(connection);
            }
          }

          @Override
          public void failed(Failure failure) {
            closed();
            if (exchange.isWaiting(attempt)) {
              exchange.failed(failure);
            }
          }
        });
  }

  /** An exchange is done with a sound connection. */
  void release(UpstreamConnection connection) {
    Caller next = queue.pollFirst();
    if (next != null) {
      share.waitsNoMore();
      next.connected(connection);
      return;
    }
    Deque<UpstreamConnection> its = idle.get(connection.place());
    if (share.isRetired() || share.waitingCount() > 0 || its == null) {
      connection.close();
      return;
    }
    connection.rests();
    its.addFirst(connection);
    sweepLater();
  }

  /** A connection is gone, and its right to be open with it. */
  void closed(UpstreamConnection connection) {
    Deque<UpstreamConnection> its = idle.get(connection.place());
    if (its != null) {
      its.remove(connection);
    }
    closed();
  }

  private void closed() {
    share.closed();
    if (share.waitingCount() > 0) {
      share.pools().forEach(UpstreamPool::serveSoon);
    }
  }

  private void serveSoon() {
    loop.execute(this::serve);
  }

  private void serve() {
    while (!queue.isEmpty() && share.mayOpen()) {
      Caller next = queue.removeFirst();
      share.waitsNoMore();
      open(next, share.choose(null));
    }
  }

  private void giveUpOneSoon() {
    loop.execute(
        () -> {
          for (Deque<UpstreamConnection> its : idle.values()) {
            if (!its.isEmpty() && share.waitingCount() > 0) {
              its.removeLast().close();
              return;
            }
          }
        });
  }

  void closeIdleSoon() {
    // A loop that shuts down closes all that it has.
    if (!loop.isShuttingDown()) {
      loop.execute(this::closeIdle);
    }
  }

  private void closeIdle() {
    for (Deque<UpstreamConnection> its : idle.values()) {
      while (!its.isEmpty()) {
        its.removeLast().close();
      }
    }
  }

  private void sweepLater() {
    PoolSpec pool = share.upstream().pool();
    if (!sweeping && !pool.maxIdle().isZero()) {
      sweeping = true;
      var _ = loop.schedule(this::sweep, pool.maxIdle().toMillis() / 4 + 1, TimeUnit.MILLISECONDS);
    }
  }

  private void sweep() {
    sweeping = false;
    long now = System.nanoTime();
    long maxIdle = share.upstream().pool().maxIdle().toNanos();
    boolean left = false;
    for (Deque<UpstreamConnection> its : idle.values()) {
      while (!its.isEmpty() && now - its.getLast().restingSince() >= maxIdle) {
        its.removeLast().close();
      }
      left |= !its.isEmpty();
    }
    if (left) {
      sweepLater();
    }
  }
}
