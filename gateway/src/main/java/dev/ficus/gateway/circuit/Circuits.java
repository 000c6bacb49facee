package dev.ficus.gateway.circuit;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Upstream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The circuits of this instance. Requests ask {@link #admit} and never wait; {@link #tick}, called
 * every 100 ms by one thread, tells the store what was counted and takes up what the fleet has
 * decided.
 */
public final class Circuits {

  private final CircuitStore store;
  private final LongSupplier ticker;
  private final CircuitSync sync;
  private volatile CircuitTable table = CircuitTable.EMPTY;
  private volatile Runnable waker = () -> {};

  /**
   * @param ticker monotonic nanoseconds, the same that requests bring along
   * @param instance an id that no other instance has
   */
  public Circuits(
      CircuitStore store, LocalBreakers breakers, LongSupplier ticker, String instance) {
    this.store = store;
    this.ticker = ticker;
    sync = new CircuitSync(store, breakers, ticker, instance, () -> table, () -> waker.run());
    store.onChange(
        () -> {
          sync.noticed();
          waker.run();
        });
  }

  /** The waker is called when a tick has something to do at once. */
  public void onWork(Runnable its) {
    waker = its;
  }

  /** Hears of circuits that have just opened for the whole fleet; it must not wait. */
  public void onOpening(BiConsumer<CircuitKey, CircuitState> listener) {
    sync.onOpening(listener);
  }

  /** Takes up the circuits of new route files; what is known of those that stay is kept. */
  public void use(RouteTable routes) {
    use(routes, Map.of());
  }

  /**
   * Takes up the circuits of new route files, and others that no route's side has, such as those of
   * subscribers.
   */
  public void use(RouteTable routes, Map<CircuitKey, CircuitPolicy> others) {
    sync.swap(
        () -> {
          CircuitTable before = table;
          table =
              CircuitTable.of(
                  routes,
                  others,
                  (key, policy) -> {
                    Circuit known = before.find(key);
                    boolean stays = known != null && known.snapshot().policy().equals(policy);
                    if (known != null && stays) {
                      return known;
                    }
                    Circuit circuit =
                        known == null
                            ? new Circuit(key, policy, sync.troubles(), ticker.getAsLong())
                            : known;
                    sync.put(circuit, policy);
                    return circuit;
                  });
        });
    waker.run();
  }

  /**
   * Whether a call may be made.
   *
   * @param route null for the default upstream
   */
  public Admission admit(@Nullable Route route, Upstream upstream, long nowNanos) {
    Circuit circuit = table.find(route, upstream);
    return circuit == null ? Admission.Pass.UNGUARDED : circuit.admit(nowNanos);
  }

  /** The circuit that such calls belong to; null if there is none. */
  public @Nullable Circuit circuit(@Nullable Route route, Upstream upstream) {
    return table.find(route, upstream);
  }

  /** The circuit of a key; null if there is none. */
  public @Nullable Circuit circuit(CircuitKey key) {
    return table.find(key);
  }

  /** Why this instance is on its own ({@code degraded}), or null while the circuits are shared. */
  public @Nullable String trouble() {
    return sync.trouble();
  }

  /** Everything that is to be done with the store, once; true if it could be asked. */
  public boolean tick() {
    return sync.tick();
  }

  /**
   * Takes an operator's word for the whole fleet. Blocking.
   *
   * @throws IllegalArgumentException if there is no such circuit
   * @throws CircuitsUnavailableException if the store cannot be asked
   */
  public CircuitView setMode(CircuitKey key, CircuitMode mode, AuditEvent event) {
    Circuit circuit = table.find(key);
    if (circuit == null) {
      throw new IllegalArgumentException("no circuit '" + key + "'");
    }
    CircuitSnapshot known = circuit.snapshot();
    sync.take(store.setMode(key, known.policy(), known.state(), mode, event));
    return CircuitView.of(circuit, ticker.getAsLong());
  }

  /** Asks the store for the fleet's counts, so that {@link #views} shows them. Blocking. */
  public void refresh() {
    sync.refresh();
  }

  /** All circuits, by name. */
  public List<CircuitView> views() {
    long now = ticker.getAsLong();
    List<CircuitView> views = new ArrayList<>();
    table.all().forEach(circuit -> views.add(CircuitView.of(circuit, now)));
    views.sort(Comparator.comparing(view -> view.key().toString()));
    return views;
  }
}
