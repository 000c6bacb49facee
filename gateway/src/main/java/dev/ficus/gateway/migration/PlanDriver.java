package dev.ficus.gateway.migration;

import dev.ficus.gateway.migration.GateReport.Verdict;
import dev.ficus.gateway.route.PlanSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Takes the steps of plans that say {@code auto}: forward when the hold is over and every gate lets
 * pass, back to legacy when one fails while clients are sent to the target. Run once a second on
 * every instance; the lease lets one of them drive. Should two drive for a moment, the revision
 * that each cutover expects lets only one of them take a step.
 */
public final class PlanDriver {

  /** Who acts, in the audit log. */
  public static final String WHO = "plan";

  /** A decision that came to nothing is made again when evidence has grown by half. */
  private static final double GROWTH = 1.5;

  /** Says which instance drives. */
  @FunctionalInterface
  public interface Lease {

    /** Takes or keeps the lease; false if another instance has it, or nobody can tell. */
    boolean hold();
  }

  /**
   * How often the decision at one revision has been looked at, and when it is due again.
   *
   * @param evidence on which it is made
   * @param since when this instance first saw both, by its monotonic clock
   * @param told whether somebody has been told that a gate has failed
   */
  private record Looks(
      long revision, List<String> evidence, long since, int count, Duration due, boolean told) {

    Looks inVain(Duration next, boolean isTold) {
      return new Looks(revision, evidence, since, count + 1, next, isTold);
    }
  }

  private final Routing routing;
  private final Cutovers cutovers;
  private final Gatekeeper gatekeeper;
  private final Lease lease;
  private final SharedState shared;
  private final LongSupplier ticker;
  private final Map<String, Looks> looks = new HashMap<>();

  /**
   * @param ticker monotonic nanoseconds
   */
  public PlanDriver(
      SharedState shared,
      Cutovers cutovers,
      Gatekeeper gatekeeper,
      Lease lease,
      LongSupplier ticker) {
    this.shared = shared;
    this.ticker = ticker;
    this.cutovers = cutovers;
    this.gatekeeper = gatekeeper;
    this.lease = lease;
    routing = shared.routing();
  }

  /** What moves together: the routes of a group, or one route. */
  private record Subject(String name, boolean isGroup, List<ActiveRoute> routes) {

    PlanSpec plan() {
      return routes.stream()
          .map(route -> route.route().plan())
          .filter(plan -> plan != null && plan.auto())
          .findFirst()
          .orElseThrow();
    }

    String fullName() {
      return (isGroup ? "@" : "") + name;
    }

    long revision() {
      return Cutovers.revisionOf(routes);
    }

    boolean isPaused() {
      return routes.stream().anyMatch(r -> r.shared() != null && r.shared().paused());
    }

    boolean sendsToTarget() {
      return routes.stream().anyMatch(r -> r.stage() == Stage.CANARY || r.stage() == Stage.LIVE);
    }

    boolean isAtItsEnd() {
      return routes.stream()
          .allMatch(r -> CutoverRules.nextStep(r.route(), StagePosition.of(r)).isEmpty());
    }
  }

  /** One round. */
  public void run() {
    List<Subject> subjects = subjects(routing.snapshot());
    looks.keySet().retainAll(subjects.stream().map(Subject::fullName).collect(Collectors.toSet()));
    subjects.forEach(this::notice);
    if (subjects.isEmpty() || !lease.hold()) {
      return;
    }
    for (Subject subject : subjects) {
      if (!subject.isPaused()) {
        drive(subject);
      }
    }
  }

  private void notice(Subject subject) {
    long revision = subject.revision();
    List<String> evidence = subject.routes.stream().map(gatekeeper::evidence).toList();
    Looks its = looks.get(subject.fullName());
    if (its == null || its.revision != revision || !its.evidence.equals(evidence)) {
      Duration hold = subject.plan().hold();
      looks.put(subject.fullName(), new Looks(revision, evidence, ticker.getAsLong(), 0, hold, false));
    }
  }

  private static List<Subject> subjects(RoutingSnapshot snapshot) {
    Map<String, List<ActiveRoute>> groups = new LinkedHashMap<>();
    Set<String> automatic = new HashSet<>();
    List<Subject> subjects = new ArrayList<>();
    for (ActiveRoute active : snapshot.active()) {
      Route route = active.route();
      boolean auto = route.plan() != null && route.plan().auto();
      if (route.group() != null) {
        groups.computeIfAbsent(route.group(), _ -> new ArrayList<>()).add(active);
        if (auto) {
          automatic.add(route.group());
        }
      } else if (auto) {
        subjects.add(new Subject(route.id(), false, List.of(active)));
      }
    }
    groups.forEach(
        (group, routes) -> {
          if (automatic.contains(group)) {
            subjects.add(new Subject(group, true, routes));
          }
        });
    return subjects;
  }

  private void drive(Subject subject) {
    if (subject.sendsToTarget() && rolledBack(subject)) {
      return;
    }
    if (subject.isAtItsEnd()) {
      return;
    }
    Looks its = Objects.requireNonNull(looks.get(subject.fullName()));
    Duration held = heldFor(subject, its);
    if (held.compareTo(its.due) < 0) {
      return;
    }
    int look = its.count;
    List<Refusal> refusals = new ArrayList<>();
    for (ActiveRoute route : subject.routes) {
      List<GateReport> reports = gatekeeper.look(route, look);
      if (!reports.stream().allMatch(GateReport::letsPass)) {
        refusals.add(CutoverRules.refusedByGates(route.route(), reports));
      }
    }
    // Out of legacy there is no evidence yet, and the next step says whether it needs any.
    boolean steps =
        refusals.isEmpty() || subject.routes.stream().allMatch(PlanDriver::goesToShadow);
    boolean fails = !steps && refusals.stream().anyMatch(PlanDriver::isFinal);
    if (steps) {
      step(subject);
    } else if (fails && !its.told) {
      cutovers.listener().refusedByGates(subject.fullName(), WHO, subject.revision(), refusals);
    }
    Duration next = Duration.ofMillis((long) (Math.max(1_000, held.toMillis()) * GROWTH));
    looks.put(subject.fullName(), its.inVain(next, its.told || fails));
  }

  /** More evidence will hardly change it: somebody has to look. */
  private static boolean isFinal(Refusal refusal) {
    return refusal.gates().stream().anyMatch(gate -> gate.verdict() == Verdict.FAIL);
  }

  private static boolean goesToShadow(ActiveRoute route) {
    return CutoverRules.nextStep(route.route(), StagePosition.of(route))
        .map(step -> step.stage() == Stage.SHADOW)
        .orElse(true);
  }

  /**
   * Since the last of its routes came to where it is, by the store's clock, and no longer than this
   * instance has seen it.
   */
  private Duration heldFor(Subject subject, Looks its) {
    Duration shortest = Duration.ofNanos(ticker.getAsLong() - its.since);
    for (ActiveRoute route : subject.routes) {
      RouteState state = route.shared();
      if (state != null && state.revision() > 0) {
        Duration held = Duration.between(state.changedAt(), shared.now());
        shortest = held.compareTo(shortest) < 0 ? held : shortest;
      }
    }
    return shortest;
  }

  private boolean rolledBack(Subject subject) {
    List<String> failed = new ArrayList<>();
    for (ActiveRoute route : subject.routes) {
      for (GateReport gate : gatekeeper.look(route, Gatekeeper.ONCE)) {
        if (gate.verdict() == Verdict.FAIL) {
          failed.add(
              route.route().id()
                  + ": "
                  + gate.name()
                  + " over "
                  + gate.limit()
                  + ", "
                  + gate.message());
        }
      }
    }
    if (failed.isEmpty()) {
      return false;
    }
    act(subject, new CutoverAction.Rollback(null), String.join("; ", failed));
    return true;
  }

  private void step(Subject subject) {
    act(subject, new CutoverAction.Promote(), "every gate lets pass, and the hold is over");
  }

  private void act(Subject subject, CutoverAction action, String reason) {
    var _ =
        cutovers.execute(
            new CutoverRequest(
                subject.name,
                subject.isGroup,
                action,
                subject.revision(),
                false,
                false,
                WHO,
                reason));
  }
}
