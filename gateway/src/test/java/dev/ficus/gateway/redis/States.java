package dev.ficus.gateway.redis;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.migration.Declared;
import dev.ficus.gateway.migration.Instance;
import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.migration.RouteState;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the tests of the shared state put into it. */
final class States {

  /** What no clock shows. */
  static final Instant LONG_AGO = Instant.parse("2020-02-02T02:02:02Z");

  private States() {}

  static RouteState canary(int basisPoints, long revision) {
    return new RouteState(
        Stage.CANARY,
        new Weight(basisPoints),
        false,
        revision,
        LONG_AGO,
        "anna",
        "a \"reason\" with \\ and \u00fc",
        new Declared(Stage.SHADOW, Weight.NONE, 3),
        Map.of());
  }

  static RouteState withExtras(RouteState state, Map<String, Object> extras) {
    return new RouteState(
        state.stage(),
        state.weight(),
        state.paused(),
        state.revision(),
        state.changedAt(),
        state.changedBy(),
        state.reason(),
        state.declared(),
        extras);
  }

  static Map<String, Optional<RouteState>> change(String id, RouteState state) {
    return Map.of(id, Optional.of(state));
  }

  static Map<String, Optional<RouteState>> many(int count, long revision) {
    Map<String, Optional<RouteState>> all = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      all.put("route-" + i, Optional.of(canary(i % 10_000, revision)));
    }
    return all;
  }

  static AuditEvent event(String subject) {
    return new AuditEvent(
        LONG_AGO, "anna", "cutover", subject, "gateway:8080", null, 0, Map.of("to", "canary"));
  }

  static Instance instance(String id, String name, long revision) {
    return new Instance(
        id,
        name,
        "0.1.0",
        LONG_AGO,
        new Revision(revision, "id-" + revision, null),
        "files",
        3,
        1,
        LONG_AGO);
  }
}
