package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.RouteTable;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Holds the snapshot in force. Requests read one reference; whoever changes the table, the state or
 * the overrides builds a new snapshot and swaps it in.
 */
public final class Routing {

  private final Map<String, RouteCounts> counts = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Consumer<RoutingSnapshot>> listeners =
      new CopyOnWriteArrayList<>();
  private final UnclaimedEndpoints unclaimed = new UnclaimedEndpoints();
  private final RouteCounts.FirstAnswers firstAnswers;
  private final RouteCounts unrouted;
  private volatile RoutingSnapshot snapshot;
  private boolean resultsKept;

  public Routing() {
    this(RouteCounts.FirstAnswers.UNHEARD);
  }

  /**
   * @param firstAnswers hears of each kind of answer that a route has not counted before
   */
  public Routing(RouteCounts.FirstAnswers firstAnswers) {
    this.firstAnswers = firstAnswers;
    unrouted = new RouteCounts("", firstAnswers);
    snapshot =
        new RoutingSnapshot(
            RouteTable.EMPTY, RoutingState.EMPTY, Map.of(), false, this::counts, null);
  }

  private RouteCounts counts(String route) {
    return counts.computeIfAbsent(route, id -> new RouteCounts(id, firstAnswers));
  }

  /** What requests that begin now are routed by. */
  public RoutingSnapshot snapshot() {
    return snapshot;
  }

  /** The counts of every route that has ever been in force. */
  public Collection<RouteCounts> counts() {
    return Collections.unmodifiableCollection(counts.values());
  }

  /** The counts of the default upstream, which stand under no id. */
  public RouteCounts unrouted() {
    return unrouted;
  }

  /** What the default upstream answers because no route does. */
  public UnclaimedEndpoints unclaimed() {
    return unclaimed;
  }

  /** Swaps in another table. */
  public synchronized void apply(RouteTable table) {
    swap(table, snapshot.state(), snapshot.overrides());
  }

  /** Swaps in another state. */
  public synchronized void apply(RoutingState state) {
    swap(snapshot.table(), state, snapshot.overrides());
  }

  /** Swaps in another state and other overrides at once. */
  public synchronized void apply(RoutingState state, Map<String, LocalOverride> overrides) {
    swap(snapshot.table(), state, overrides);
  }

  /** There are results of routes that no file names any more. */
  public synchronized void keepResults() {
    if (!resultsKept) {
      resultsKept = true;
      swap(snapshot.table(), snapshot.state(), snapshot.overrides());
    }
  }

  private void swap(RouteTable table, RoutingState state, Map<String, LocalOverride> overrides) {
    // For good: results outlive the routes that stored requests.
    resultsKept |= table.storesRequests();
    RoutingSnapshot next =
        new RoutingSnapshot(table, state, overrides, resultsKept, this::counts, snapshot);
    snapshot = next;
    listeners.forEach(listener -> listener.accept(next));
  }

  /** Calls back after each swap, on the thread that swapped; it must not block. */
  public void onSwap(Consumer<RoutingSnapshot> listener) {
    listeners.add(listener);
  }
}
