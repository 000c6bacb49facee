package dev.ficus.gateway.migration;

import dev.ficus.gateway.audit.AuditEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A shared store and fleet in memory, that can be taken away and can lose its state. */
final class FakeStore implements RoutingStore, Fleet {

  RoutingState state = RoutingState.EMPTY;
  boolean away;
  Instant clock = Instant.parse("2026-01-01T00:00:00Z");
  final List<AuditEvent> audit = new ArrayList<>();
  final Map<String, Instance> instances = new HashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private int ids;

  private void ask() {
    if (away) {
      throw new StoreUnavailableException("the store is away", false, null);
    }
  }

  @Override
  public synchronized Revision revision() {
    ask();
    return state.revision();
  }

  @Override
  public synchronized RoutingState load() {
    ask();
    return state;
  }

  @Override
  public synchronized Revision commit(
      Revision expected,
      long number,
      Map<String, Optional<RouteState>> changes,
      boolean replace,
      AuditEvent event) {
    ask();
    Revision now = state.revision();
    if (now.number() != expected.number() || !now.id().equals(expected.id())) {
      throw new StaleRevisionException(now);
    }
    Map<String, RouteState> routes = replace ? new HashMap<>() : new HashMap<>(state.routes());
    changes.forEach(
        (id, change) -> change.ifPresentOrElse(s -> routes.put(id, s), () -> routes.remove(id)));
    Revision next = new Revision(number, "id-" + ++ids, now.id());
    state = new RoutingState(next, routes);
    audit.add(event.withRevision(number));
    listeners.forEach(Runnable::run);
    return next;
  }

  @Override
  public Instant time() {
    return clock;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public synchronized void report(Instance instance) {
    ask();
    instances.put(instance.id(), instance);
  }

  @Override
  public synchronized void leave(String instanceId) {
    instances.remove(instanceId);
  }

  @Override
  public synchronized List<Instance> live() {
    ask();
    return List.copyOf(instances.values());
  }

  /** All is gone, as after FLUSHALL. */
  void flush() {
    state = RoutingState.EMPTY;
    instances.clear();
  }
}
