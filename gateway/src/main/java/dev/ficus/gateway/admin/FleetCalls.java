package dev.ficus.gateway.admin;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Convergence;
import dev.ficus.gateway.migration.Declarations;
import dev.ficus.gateway.migration.Instance;
import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.migration.StoreUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows the fleet, what was done, and how this instance is doing. */
final class FleetCalls {

  private static final int USUAL_EVENTS = 100;
  private static final int MOST_EVENTS = 1_000;
  private static final String BEFORE = "before";

  private final AdminServices services;

  /**
   * An instance.
   *
   * @param revision that its requests are routed by
   * @param behind whether another instance, or this one, has a newer revision
   * @param sameFiles whether its route files are those of the asked instance
   * @param self whether it is the asked instance
   */
  record InstanceView(
      String id,
      String name,
      String version,
      Instant startedAt,
      long revision,
      boolean behind,
      boolean sameFiles,
      boolean self,
      int routes,
      int overrides,
      Instant seenAt) {}

  /**
   * How the asked instance is doing.
   *
   * @param converged absent while the fleet cannot be asked
   * @param degraded whether the shared store is away; since when and why are absent otherwise
   */
  record StatusView(
      String instance,
      String version,
      long revision,
      @Nullable Convergence converged,
      boolean degraded,
      @Nullable Instant since,
      @Nullable String why,
      int routes,
      long drift,
      int overridden,
      boolean filesGood,
      CallerView caller) {}

  /**
   * Who asks.
   *
   * @param group the only group it may cut over; absent for all
   */
  record CallerView(String name, String role, @Nullable String group) {
    static CallerView of(Caller caller) {
      return new CallerView(caller.name(), caller.role().word(), caller.group());
    }
  }

  FleetCalls(AdminServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    return List.of(
        Operation.read("/instances", this::instances),
        Operation.read("/audit", this::audit, "subject", BEFORE, "limit"),
        Operation.read("/status", this::status));
  }

  private Answer instances(AdminCall call) {
    List<Instance> live = services.fleet().live();
    long newest =
        Math.max(
            revision().number(),
            live.stream().mapToLong(i -> i.applied().number()).max().orElse(0));
    String files = services.files().fingerprint();
    return Answer.ok(
        Map.of(
            "revision",
            newest,
            "instances",
            live.stream().map(i -> view(i, newest, files)).toList()));
  }

  private InstanceView view(Instance instance, long newest, String files) {
    return new InstanceView(
        instance.id(),
        instance.name(),
        instance.version(),
        instance.startedAt(),
        instance.applied().number(),
        instance.applied().number() < newest,
        instance.files().equals(files),
        instance.id().equals(services.self().id()),
        instance.routes(),
        instance.overrides(),
        instance.seenAt());
  }

  private Answer audit(AdminCall call) {
    int limit = call.limit(USUAL_EVENTS, MOST_EVENTS);
    try {
      return Answer.ok(
          services.audit().page(call.parameter("subject"), call.parameter(BEFORE), limit));
    } catch (IllegalArgumentException e) {
      throw AdminCall.malformed(BEFORE + ": " + e.getMessage());
    }
  }

  private Answer status(AdminCall call) {
    RoutingSnapshot snapshot = services.routing().snapshot();
    String shared = services.shared().trouble();
    String why = shared == null ? services.circuits().trouble() : shared;
    List<ActiveRoute> active = snapshot.active();
    return Answer.ok(
        new StatusView(
            services.self().name(),
            services.self().version(),
            snapshot.state().revision().number(),
            convergence(),
            why != null,
            shared == null ? null : services.shared().troubleSince(),
            why,
            active.size(),
            active.stream().filter(Declarations::drifts).count(),
            snapshot.overrides().size(),
            services.files().status().stream().allMatch(file -> file.violations().isEmpty()),
            CallerView.of(call.caller())));
  }

  private @Nullable Convergence convergence() {
    try {
      return Convergence.of(revision(), services.fleet().live(), services.files().fingerprint());
    } catch (StoreUnavailableException e) {
      return null;
    }
  }

  private Revision revision() {
    return services.routing().snapshot().state().revision();
  }
}
