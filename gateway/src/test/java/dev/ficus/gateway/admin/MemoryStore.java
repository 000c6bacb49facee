package dev.ficus.gateway.admin;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.audit.AuditLog;
import dev.ficus.gateway.audit.AuditPage;
import dev.ficus.gateway.migration.Fleet;
import dev.ficus.gateway.migration.Instance;
import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.migration.RouteState;
import dev.ficus.gateway.migration.RoutingState;
import dev.ficus.gateway.migration.RoutingStore;
import dev.ficus.gateway.migration.StaleRevisionException;
import dev.ficus.gateway.migration.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that the fleet shares, in memory; it can be taken away. */
final class MemoryStore implements RoutingStore, Fleet, AuditLog, TokenStore {

  volatile boolean away;
  volatile boolean outcomeUnknown;
  volatile boolean auditBroken;
  volatile Runnable beforeCommit = () -> {};

  private RoutingState state = RoutingState.EMPTY;
  private final Map<String, Instance> instances = new TreeMap<>();
  private final List<AuditEvent> events = new ArrayList<>();
  private final Map<String, AdminToken> tokens = new TreeMap<>();
  private int ids;

  synchronized void reset() {
    away = false;
    outcomeUnknown = false;
    auditBroken = false;
    beforeCommit = () -> {};
    state = RoutingState.EMPTY;
    instances.clear();
    events.clear();
    tokens.clear();
  }

  private void ask() {
    if (away) {
      throw new StoreUnavailableException("the store is away", outcomeUnknown, null);
    }
  }

  synchronized List<AuditEvent> events() {
    return List.copyOf(events);
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
  public Revision commit(
      Revision expected,
      long number,
      Map<String, Optional<RouteState>> changes,
      boolean replace,
      AuditEvent event) {
    beforeCommit.run();
    return commit(expected, number, changes, event);
  }

  private synchronized Revision commit(
      Revision expected, long number, Map<String, Optional<RouteState>> changes, AuditEvent event) {
    ask();
    if (!state.revision().equals(expected)) {
      throw new StaleRevisionException(state.revision());
    }
    Map<String, RouteState> routes = new HashMap<>(state.routes());
    changes.forEach(
        (id, change) -> change.ifPresentOrElse(s -> routes.put(id, s), () -> routes.remove(id)));
    Revision next = new Revision(number, "id-" + ++ids, expected.id());
    state = new RoutingState(next, routes);
    events.addFirst(event.withRevision(number));
    return next;
  }

  @Override
  public @Nullable Instant time() {
    return null;
  }

  @Override
  public void onChange(Runnable listener) {}

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

  @Override
  public synchronized void append(AuditEvent event) {
    if (auditBroken) {
      throw new StoreUnavailableException("the audit is away", false, null);
    }
    ask();
    events.addFirst(event);
  }

  @Override
  public synchronized AuditPage page(String subject, String before, int limit) {
    ask();
    List<AuditEvent> all =
        events.stream()
            .filter(event -> subject == null || event.subject().equals(subject))
            .toList();
    int from = before == null ? 0 : Integer.parseInt(before);
    int to = Math.min(all.size(), from + limit);
    return new AuditPage(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
  }

  @Override
  public synchronized List<AdminToken> all() {
    ask();
    return List.copyOf(tokens.values());
  }

  @Override
  public synchronized boolean add(AdminToken token) {
    ask();
    return tokens.putIfAbsent(token.name(), token) == null;
  }

  @Override
  public synchronized boolean remove(String name) {
    ask();
    return tokens.remove(name) != null;
  }
}
