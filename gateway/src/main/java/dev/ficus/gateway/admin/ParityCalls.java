package dev.ficus.gateway.admin;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Gatekeeper;
import dev.ficus.gateway.parity.CompareRules;
import dev.ficus.gateway.parity.DifferenceSample;
import dev.ficus.gateway.parity.Evidence;
import dev.ficus.gateway.parity.EvidenceGates;
import dev.ficus.gateway.parity.Proportion;
import dev.ficus.gateway.parity.SideEvidence;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shows the evidence that the fleet has of a route, and throws it away. */
final class ParityCalls {

  private static final String IGNORE = "ignore";

  private final AdminServices services;
  private final EvidenceGates gates;

  /**
   * How often something happened, and the two bounds of a one-sided 99 % interval.
   *
   * @param rate absent while there is nothing to divide by
   */
  record Share(long hits, long of, @Nullable Double rate, double lower, double upper) {
    static Share of(Proportion its) {
      return new Share(
          its.hits(),
          its.of(),
          its.of() == 0 ? null : its.rate(),
          its.lower(Proportion.Z99),
          its.upper(Proportion.Z99));
    }
  }

  /** How many answers took less than so many milliseconds, and more than those of the one before. */
  record Bucket(double below, long count) {}

  /** Times in milliseconds, up to the head of the answer. */
  record Answers(
      long calls, Share errors, double p50, double p95, double p99, List<Bucket> times) {
    static Answers of(SideEvidence side) {
      return new Answers(
          side.calls(),
          Share.of(side.errorRate()),
          side.latencies().quantile(0.5),
          side.latencies().quantile(0.95),
          side.latencies().quantile(0.99),
          side.latencies().buckets(Bucket::new));
    }
  }

  /**
   * Where answers differ.
   *
   * @param noise how often legacy differed from itself there
   * @param isNoise whether that explains it
   */
  record Path(String path, long count, long noise, boolean isNoise) {}

  /**
   * The evidence.
   *
   * @param parity {@code insufficient}, or the share of equal answers in percent
   * @param seconds how long it has been gathered
   * @param mirrored whether requests are copied in the present stage
   * @param raw with noise
   * @param noiseSamples pairs of legacy's answers to one request
   * @param dropped copies that came to nothing, by why
   * @param forgotten comparisons that a reset throws away; absent where it is only looked at
   */
  record Parity(
      String route,
      String stage,
      String parity,
      double seconds,
      boolean mirrored,
      Share mismatches,
      Share raw,
      long noiseSamples,
      List<Path> paths,
      Map<String, Long> dropped,
      Answers legacy,
      Answers target,
      List<RouteView.Gate> gates,
      @Nullable Long forgotten,
      @Nullable Boolean dryRun) {}

  /** A path with some of the requests that show it. */
  record Differences(String path, long count, boolean isNoise, List<Sample> samples) {}

  /** One of them. */
  record Sample(
      String kind,
      @Nullable String legacy,
      @Nullable String target,
      String request,
      String askLegacy,
      String askTarget,
      Instant at) {
    static Sample of(DifferenceSample its) {
      return new Sample(
          its.kind(),
          its.legacy(),
          its.target(),
          its.request(),
          its.askLegacy(),
          its.askTarget(),
          its.at());
    }
  }

  /** How it would look had a path not been compared. */
  record Preview(String ignore, Share mismatches) {}

  ParityCalls(AdminServices services) {
    this.services = services;
    gates = services.gates();
  }

  List<Operation> operations() {
    return List.of(
        Operation.read("/routes/{id}/parity", this::parity),
        Operation.delete("/routes/{id}/parity", AdminToken.Role.OPERATOR, this::reset),
        Operation.read("/routes/{id}/diffs", this::diffs, IGNORE));
  }

  private ActiveRoute active(AdminCall call) {
    String id = call.variable("id");
    ActiveRoute active = services.routing().snapshot().active(id);
    if (active == null) {
      throw RouteCalls.unknown("route", id, RouteCalls.ids(services.routing().snapshot()))
          .exception();
    }
    return active;
  }

  private Answer parity(AdminCall call) {
    ActiveRoute active = active(call);
    return Answer.ok(view(active, gates.evidence(active.route().id()), null, null));
  }

  private Parity view(
      ActiveRoute active,
      Evidence evidence,
      @Nullable Long forgotten,
      @Nullable Boolean dryRun) {
    String id = active.route().id();
    var observation = gates.observation(id);
    return new Parity(
        id,
        active.stage().word(),
        parity(evidence.mismatches()),
        evidence.age().toMillis() / 1_000.0,
        observation != null && observation.isMirrored(),
        Share.of(evidence.mismatches()),
        Share.of(evidence.rawMismatches()),
        evidence.noise().compared(),
        paths(evidence),
        new TreeMap<>(evidence.dropped()),
        Answers.of(evidence.legacy()),
        Answers.of(evidence.target()),
        gates.look(active, Gatekeeper.ONCE).stream().map(RouteView.Gate::of).toList(),
        forgotten,
        dryRun);
  }

  /** With too few samples nothing is said: equal answers to ten requests prove nothing. */
  private static String parity(Proportion mismatches) {
    return mismatches.of() < Evidence.ENOUGH
        ? "insufficient"
        : String.format(Locale.ROOT, "%.2f %%", 100 * (1 - mismatches.rate()));
  }

  private static List<Path> paths(Evidence evidence) {
    Set<String> noisy = evidence.noisyPaths();
    return evidence.byPath().entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(
            path ->
                new Path(
                    path.getKey(),
                    path.getValue(),
                    evidence.noise().byPath().getOrDefault(path.getKey(), 0L),
                    noisy.contains(path.getKey())))
        .toList();
  }

  private Answer diffs(AdminCall call) {
    ActiveRoute active = active(call);
    Evidence evidence = gates.evidence(active.route().id());
    List<DifferenceSample> samples = gates.samples(active.route().id());
    List<Differences> differences =
        paths(evidence).stream()
            .map(
                path ->
                    new Differences(
                        path.path(),
                        path.count(),
                        path.isNoise(),
                        samples.stream()
                            .filter(sample -> sample.path().equals(path.path()))
                            .map(Sample::of)
                            .toList()))
            .toList();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("differences", differences);
    shown.put("mismatches", Share.of(evidence.mismatches()));
    String ignore = call.parameter(IGNORE);
    if (ignore != null) {
      CompareRules rules = CompareRules.PLAIN.ignoring(ignore);
      shown.put("preview", new Preview(ignore, Share.of(evidence.mismatchesWithout(rules))));
    }
    return Answer.ok(shown);
  }

  private Answer reset(AdminCall call) {
    ActiveRoute active = active(call);
    String id = active.route().id();
    String reason = call.reason();
    if (!call.caller().mayCutOver(active.route().group())) {
      throw Problem.of(
              ProblemType.FORBIDDEN,
              "token '" + call.caller().name() + "' is for group '" + call.caller().group() + "'")
          .exception();
    }
    long forgotten = gates.evidence(id).mismatches().of();
    if (call.dryRun()) {
      return Answer.ok(view(active, Evidence.NOTHING, forgotten, true));
    }
    gates.reset(id);
    services
        .audit()
        .append(
            new AuditEvent(
                services.clock().instant(),
                call.caller().name(),
                "parity.reset",
                id,
                services.self().name(),
                reason,
                0,
                Map.of()));
    WriteLog.write(call.caller(), "parity.reset", id, reason, "evidence starts anew");
    return Answer.ok(view(active, gates.evidence(id), forgotten, null));
  }
}
