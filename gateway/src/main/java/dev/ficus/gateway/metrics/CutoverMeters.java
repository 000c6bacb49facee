package dev.ficus.gateway.metrics;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.migration.PlanDriver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Counts changes of the routing state that this instance has made, by what was done and by whom:
 * the plan, a file, the gateway itself or somebody with a token.
 */
public final class CutoverMeters implements Consumer<AuditEvent> {

  private record Kind(String action, String by) {}

  private final MeterRegistry registry;
  private final Map<Kind, Counter> counters = new ConcurrentHashMap<>();

  public CutoverMeters(MeterRegistry registry) {
    this.registry = registry;
    // So that the first one ever is an increase.
    counter(new Kind("rollback", "plan"));
    counter(new Kind("promote", "plan"));
    counter(new Kind("rollback", "operator"));
    counter(new Kind("recovered", "ficus"));
  }

  @Override
  public void accept(AuditEvent event) {
    counter(new Kind(event.what(), by(event.who()))).increment();
  }

  private static String by(String who) {
    if (who.equals(PlanDriver.WHO) || who.equals("ficus")) {
      return who;
    }
    return who.startsWith("file:") ? "file" : "operator";
  }

  private Counter counter(Kind kind) {
    return counters.computeIfAbsent(
        kind,
        its ->
            Counter.builder("ficus.cutovers")
                .description("changes of the routing state made by this instance")
                .tag("action", its.action)
                .tag("by", its.by)
                .register(registry));
  }
}
