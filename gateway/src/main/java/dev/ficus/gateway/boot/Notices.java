package dev.ficus.gateway.boot;

import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.circuit.CircuitState;
import dev.ficus.gateway.delivery.Notice;
import dev.ficus.gateway.delivery.Notifier;
import dev.ficus.gateway.migration.CutoverListener;
import dev.ficus.gateway.migration.CutoverOutcome;
import dev.ficus.gateway.migration.GateReport;
import dev.ficus.gateway.migration.Refusal;
import dev.ficus.gateway.route.NotifyEvent;
import dev.ficus.gateway.route.ReloadListener;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.Violation;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes notices of what the rooms tell of, each with an id that all instances would give it. */
final class Notices implements CutoverListener, ReloadListener {

  private static final String FICUS = "ficus";

  private final Supplier<Notifier> notifier;
  private final InstanceIdentity identity;
  private final Clock clock;

  /**
   * @param notifier asked late: what tells of events is there before the queues are
   */
  Notices(Supplier<Notifier> notifier, InstanceIdentity identity, Clock clock) {
    this.notifier = notifier;
    this.identity = identity;
    this.clock = clock;
  }

  private void tell(
      NotifyEvent event,
      String part,
      String subject,
      String who,
      String reason,
      long revision,
      Map<String, String> details) {
    String id = event.word() + ":" + subject + ":" + part;
    notifier
        .get()
        .tell(new Notice(id, event, clock.instant(), subject, who, reason, revision, details));
  }

  @Override
  public void rolledBack(
      String subject,
      String who,
      @Nullable String reason,
      long revision,
      List<CutoverOutcome.Change> changes) {
    Map<String, String> details = new LinkedHashMap<>();
    for (CutoverOutcome.Change change : changes) {
      details.put(change.route(), change.before() + " → " + change.after());
    }
    // Only one instance does it, and without Redis several may do so at one revision.
    String part = revision + ":" + identity.id();
    String why = Objects.requireNonNullElse(reason, "");
    tell(NotifyEvent.ROLLBACK, part, subject, who, why, revision, details);
  }

  @Override
  public void refusedByGates(String subject, String who, long revision, List<Refusal> refusals) {
    Map<String, String> details = new LinkedHashMap<>();
    for (Refusal refusal : refusals) {
      for (GateReport gate : refusal.gates()) {
        if (!gate.letsPass()) {
          details.put(
              refusal.route() + ": " + gate.name() + " " + gate.limit(),
              gate.verdict().name().toLowerCase(Locale.ROOT) + ", " + gate.message());
        }
      }
    }
    String reason = refusals.stream().map(Refusal::message).collect(Collectors.joining("; "));
    String part = revision + ":" + who;
    tell(NotifyEvent.GATE_REFUSED, part, subject, who, reason, revision, details);
  }

  /** A circuit has just opened, for the whole fleet. */
  void opened(CircuitKey key, CircuitState state) {
    tell(
        NotifyEvent.CIRCUIT_OPEN,
        Long.toString(state.epoch()),
        key.toString(),
        FICUS,
        "too many calls of '"
            + key.upstream()
            + "' fail; it is not called any more until a probe finds it well",
        0,
        Map.of());
  }

  @Override
  public void reloaded(List<RouteFile> files) {}

  @Override
  public void refused(String file, List<Violation> violations) {
    String reason =
        violations.stream()
            .map(violation -> violation.where() + ": " + violation.message())
            .collect(Collectors.joining("\n"));
    String part = Integer.toHexString(reason.hashCode());
    tell(NotifyEvent.RELOAD_FAILED, part, file, FICUS, reason, 0, Map.of());
  }
}
