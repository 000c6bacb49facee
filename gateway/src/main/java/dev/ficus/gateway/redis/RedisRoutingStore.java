package dev.ficus.gateway.redis;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.migration.RouteState;
import dev.ficus.gateway.migration.RoutingState;
import dev.ficus.gateway.migration.RoutingStore;
import dev.ficus.gateway.migration.StaleRevisionException;
import dev.ficus.gateway.migration.StoreUnavailableException;
import io.lettuce.core.KeyValue;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The routing state as one Redis hash, changed by one script. */
public final class RedisRoutingStore implements RoutingStore, AutoCloseable {

  private static final RedisScript COMMIT = RedisScript.load("commit.lua");

  private final RedisLink link;
  private final RedisKeys keys;
  private final GuardedWrites writes;
  private final RedisSubscription subscription;
  private final SecureRandom random = new SecureRandom();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public RedisRoutingStore(RedisLink link, String fleet) {
    this.link = link;
    keys = new RedisKeys(fleet);
    writes = new GuardedWrites(link);
    subscription =
        new RedisSubscription(link, keys.revisions(), () -> listeners.forEach(Runnable::run));
  }

  @Override
  public Revision revision() {
    if (!listeners.isEmpty()) {
      subscription.ensure();
    }
    Map<String, String> fields = new HashMap<>();
    for (KeyValue<String, String> field :
        link.read(c -> c.hmget(keys.routing(), "#rev", "#id", "#parent"))) {
      if (field.hasValue()) {
        fields.put(field.getKey(), field.getValue());
      }
    }
    return revision(fields);
  }

  @Override
  public RoutingState load() {
    Map<String, String> fields = link.read(c -> c.hgetall(keys.routing()));
    Map<String, RouteState> routes = HashMap.newHashMap(fields.size());
    fields.forEach(
        (field, json) -> {
          if (field.startsWith("r:")) {
            routes.put(field.substring(2), state(field, json));
          }
        });
    return new RoutingState(revision(fields), routes);
  }

  /** Without one of its routes the state is none: that route would fall back to legacy. */
  private static RouteState state(String field, String json) {
    try {
      return Documents.readState(json);
    } catch (RuntimeException e) {
      throw new StoreUnavailableException(
          "Redis holds under " + field + " what is no state of a route", false, e);
    }
  }

  private static Revision revision(Map<String, String> fields) {
    String number = fields.get("#rev");
    if (number == null) {
      return Revision.NONE;
    }
    return revision(number, fields.get("#id"), fields.get("#parent"));
  }

  private static Revision revision(String number, @Nullable String id, @Nullable String parent) {
    if (number.equals("0")) {
      return Revision.NONE;
    }
    try {
      return new Revision(
          Long.parseLong(number), id == null ? "" : id, parent == null ? "" : parent);
    } catch (NumberFormatException e) {
      throw new StoreUnavailableException(
          "Redis holds a revision '" + number + "' (expected: a number)", false, e);
    }
  }

  @Override
  public Revision commit(
      Revision expected,
      long number,
      Map<String, Optional<RouteState>> changes,
      boolean replace,
      AuditEvent event) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    List<String> arguments = new ArrayList<>(7 + changes.size() * 3);
    arguments.add(Long.toString(expected.number()));
    arguments.add(expected.id());
    arguments.add(Long.toString(number));
    arguments.add(id);
    arguments.add(replace ? "1" : "0");
    arguments.add(Documents.write(event.withRevision(number)));
    arguments.add(keys.revisions());
    changes.forEach((route, state) -> addChange(arguments, route, state.orElse(null), number));
    List<Object> answer = writes.run(COMMIT, List.of(keys.routing(), keys.audit()), arguments);
    if (answer.getFirst().equals("OK")) {
      return new Revision(number, id, String.valueOf(answer.get(2)));
    }
    throw new StaleRevisionException(
        revision(
            String.valueOf(answer.get(2)),
            String.valueOf(answer.get(3)),
            String.valueOf(answer.get(4))));
  }

  private static void addChange(
      List<String> arguments, String route, @Nullable RouteState state, long number) {
    boolean stamp = state != null && state.revision() == number;
    arguments.add(state == null ? "d" : stamp ? "s" : "k");
    arguments.add(route);
    arguments.add(state == null ? "" : Documents.write(route, state, stamp));
  }

  @Override
  public @Nullable Instant time() {
    return link.clock().lastKnown();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
    subscription.ensure();
  }

  /** Ends the listening; the link is its owner's to close. */
  @Override
  public void close() {
    subscription.close();
  }
}
