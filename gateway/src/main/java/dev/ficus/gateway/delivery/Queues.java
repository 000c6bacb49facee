package dev.ficus.gateway.delivery;

import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.queue.BodyPointers;
import dev.ficus.gateway.queue.LoopTimes;
import dev.ficus.gateway.queue.QueueIndex;
import dev.ficus.gateway.queue.QueueStore;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.route.QueueSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Stage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This instance's queues: one for each webhook and storage-first route of the files in force, and
 * those that are no longer in the files and still have something to deliver. One more has notices
 * if somebody wants them.
 */
public final class Queues implements AutoCloseable {

  private final Means means;
  private final Map<String, RouteQueue> byRoute = new ConcurrentHashMap<>();
  private final Map<String, RouteQueue> leaving = new ConcurrentHashMap<>();
  private Map<String, Stage> stages = Map.of();
  private boolean closed;

  /**
   * What queues work with.
   *
   * @param stores makes the store of a route's queue; closed with the queue
   * @param index which routes have had a queue
   * @param worker a name that no other instance has
   * @param ticker monotonic nanoseconds
   * @param risk why the store might lose what it has taken, or null if it would not
   */
  public record Means(
      Function<String, QueueStore> stores,
      QueueIndex index,
      Routing routing,
      Circuits circuits,
      Courier courier,
      BodyPointers pointers,
      DeliveryListener listener,
      String worker,
      Clock clock,
      LongSupplier ticker,
      LoopTimes times,
      Supplier<@Nullable String> risk) {}

  public Queues(Means means) {
    this.means = means;
  }

  /** Takes up new route files, and what has been cut over. */
  public synchronized void follow(RoutingSnapshot snapshot) {
    if (closed) {
      return;
    }
    Map<String, QueueSpec> wanted = new HashMap<>();
    for (Route route : snapshot.table().routes()) {
      if (route.queue() != null) {
        wanted.put(route.id(), route.queue());
      }
    }
    QueueSpec.Notify notify = snapshot.table().notifies();
    if (notify != null) {
      wanted.put(QueueSpec.Notify.QUEUE, notify);
    }
    for (RouteQueue queue : List.copyOf(byRoute.values())) {
      if (!wanted.containsKey(queue.route())) {
        byRoute.remove(queue.route());
        leaving.put(queue.route(), queue);
        queue.leave();
      }
    }
    wanted.forEach((id, spec) -> byRoute.computeIfAbsent(id, this::joining).use(spec));
    repin(snapshot);
  }

  /**
   * Looks for queues that no file named when this instance was started: what is left in them is
   * shown, and can be let go of; to have it delivered, the route has to come back. Waits for the
   * store.
   */
  public void recollect() {
    Map<String, String> kinds = means.index().kinds();
    if (kinds.containsValue(RouteQueue.STORE)) {
      means.routing().keepResults();
    }
    synchronized (this) {
      if (!closed) {
        kinds.forEach(
            (route, kind) -> {
              if (of(route) == null) {
                leaving.put(route, RouteQueue.leftOver(route, kind, means));
              }
            });
      }
    }
  }

  private RouteQueue joining(String route) {
    RouteQueue back = leaving.remove(route);
    return back == null ? new RouteQueue(route, means) : back;
  }

  /** What was under way to a target that its consumer has been taken back from goes to legacy. */
  private void repin(RoutingSnapshot snapshot) {
    Map<String, Stage> now = new HashMap<>();
    for (ActiveRoute active : snapshot.active()) {
      Route route = active.route();
      if (route.isSubscriber() || route.queue() instanceof QueueSpec.Store) {
        now.put(route.id(), active.stage());
        Stage before = stages.get(route.id());
        if (before != null && active.stage().compareTo(before) < 0) {
          RouteQueue queue = byRoute.get(queueOf(route.id()));
          if (queue != null) {
            queue.repin(route.id());
          }
        }
      }
    }
    stages = now;
  }

  /**
   * Lets what has been tried of a route's or a subscriber's messages, and is not done, choose its
   * side anew. It happens by itself after a step back; this waits for it.
   *
   * @return how many, or null if that route has no queue
   */
  public @Nullable Long repin(String id) {
    RouteQueue queue = byRoute.get(queueOf(id));
    return queue == null ? null : queue.store().repin(RouteQueue.consumerOf(id));
  }

  /** {@code route/subscriber} belongs to the queue of its route. */
  private static String queueOf(String id) {
    int slash = id.indexOf(Route.SUBSCRIBER);
    return slash < 0 ? id : id.substring(0, slash);
  }

  /** The queue of a route, also of one that leaves; null if it has none. */
  public @Nullable RouteQueue of(String route) {
    RouteQueue queue = byRoute.get(route);
    return queue == null ? leaving.get(route) : queue;
  }

  /** The queue of a route of the files in force; null if it has none. */
  public @Nullable RouteQueue taking(String route) {
    return byRoute.get(route);
  }

  /** The store of a route's queue; null if it has none. */
  public @Nullable QueueStore store(String route) {
    RouteQueue queue = of(route);
    return queue == null ? null : queue.store();
  }

  /** All of them, by route. */
  public List<RouteQueue> all() {
    List<RouteQueue> all = new ArrayList<>(byRoute.values());
    all.addAll(leaving.values());
    all.sort(Comparator.comparing(RouteQueue::route));
    return all;
  }

  /** Reads no more, and lets deliveries that are under way finish, for the grace at most. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    List<Thread> closing =
        all().stream()
            .map(queue -> Thread.ofVirtual().name("ficus-queue-close").start(queue::close))
            .toList();
    try {
      for (Thread thread : closing) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void quietly(Runnable work, DeliveryListener listener) {
    try {
      work.run();
    } catch (QueueUnavailableException away) {
      listener.troubled(away);
    }
  }
}
