package dev.ficus.gateway.parity;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.GateReport;
import dev.ficus.gateway.migration.GateReport.Verdict;
import dev.ficus.gateway.migration.Gatekeeper;
import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.route.GatesSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.ShadowSpec;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks at gates with the evidence of the whole fleet. It blocks. */
public final class EvidenceGates implements Gatekeeper {

  private final Observations observations;
  private final EvidenceStore store;
  private final Predicate<Route> isTargetOpen;

  /**
   * @param isTargetOpen whether the circuit of a route's target is open, and pauses
   */
  public EvidenceGates(
      Observations observations, EvidenceStore store, Predicate<Route> isTargetOpen) {
    this.observations = observations;
    this.store = store;
    this.isTargetOpen = isTargetOpen;
  }

  /** A route's evidence up to now; nothing for a route that is not observed. */
  public Evidence evidence(String routeId) {
    Observation observation = observations.of(routeId);
    return observation == null
        ? Evidence.NOTHING
        : EvidenceFields.read(store, observation.key())
            .withNoiseWanted(observation.learnsNoise());
  }

  /** The observation of a route, or null if nothing of it is observed. */
  public @Nullable Observation observation(String routeId) {
    return observations.of(routeId);
  }

  /** Samples of a route's differences, the newest first. */
  public List<DifferenceSample> samples(String routeId) {
    Observation observation = observations.of(routeId);
    return observation == null
        ? List.of()
        : store.samples(observation.key()).stream()
            .sorted(Comparator.comparing(DifferenceSample::at).reversed())
            .toList();
  }

  /** Throws a route's evidence away, for the whole fleet. */
  public void reset(String routeId) {
    store.reset(routeId);
    observations.follow(store.epochs());
  }

  @Override
  public List<GateReport> look(ActiveRoute active, int look) {
    Route route = active.route();
    GatesSpec spec = route.gates();
    List<GateReport> reports = new ArrayList<>();
    if (active.stage() != Stage.LEGACY && isTargetOpen.test(route)) {
      reports.add(
          new GateReport("circuit", "closed", Verdict.FAIL, "the target's circuit is open"));
    }
    if (spec == null || spec.limits().isEmpty()) {
      return reports;
    }
    Evidence evidence;
    try {
      evidence = evidence(route.id());
      if (active.stage() == Stage.LIVE) {
        evidence = evidence.ofTargetAlone();
      }
    } catch (StoreUnavailableException away) {
      String why = "the evidence cannot be read now: " + away.getMessage();
      spec.limits()
          .forEach(
              (name, limit) -> reports.add(new GateReport(name, limit, Verdict.INCONCLUSIVE, why)));
      return reports;
    }
    double z = Proportion.zOfLook(look);
    for (Gate gate : Gate.of(spec.limits())) {
      reports.add(look(gate, active, evidence, z));
    }
    return reports;
  }

  private static GateReport look(Gate gate, ActiveRoute active, Evidence evidence, double z) {
    boolean mayBeMirrored = mayBeMirrored(active.route());
    boolean mirrored = mayBeMirrored && Observation.mirrors(active);
    if (!mayBeMirrored && (gate.isOfParity() || active.stage().compareTo(Stage.SHADOW) <= 0)) {
      return new GateReport(
          gate.name(),
          gate.limit(),
          Verdict.NOT_APPLICABLE,
          "requests of this route are not mirrored");
    }
    if (gate.isOfParity() && !mirrored && active.stage().compareTo(Stage.CANARY) >= 0) {
      return new GateReport(
          gate.name(),
          gate.limit(),
          Verdict.NOT_APPLICABLE,
          "nothing is mirrored in stage " + active.stage().word() + " (say shadow: on to go on)");
    }
    if (active.stage() == Stage.LEGACY) {
      return new GateReport(
          gate.name(),
          gate.limit(),
          Verdict.INCONCLUSIVE,
          "nothing measured: the target gets no requests in stage legacy (way out: shadow first)");
    }
    return gate.report(evidence, z);
  }

  @Override
  public String evidence(ActiveRoute active) {
    Observation observation = observations.of(active.route().id());
    if (observation == null) {
      return "";
    }
    EvidenceKey key = observation.key();
    return key.fingerprint() + " " + key.reset() + " " + key.build();
  }

  /** Whether any of a route's requests can be mirrored in some stage. */
  static boolean mayBeMirrored(Route route) {
    ShadowSpec shadow = route.shadow() == null ? ShadowSpec.DEFAULT : route.shadow();
    Set<String> methods = route.match().methods();
    boolean anySafe = methods.isEmpty() || methods.stream().anyMatch(route::isSafe);
    return !shadow.isOff()
        && route.legacy() != null
        && route.target() instanceof Target.ToUpstream
        && (anySafe || shadow.writes());
  }
}
