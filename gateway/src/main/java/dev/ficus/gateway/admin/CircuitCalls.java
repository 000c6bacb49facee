package dev.ficus.gateway.admin;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.circuit.CircuitMode;
import dev.ficus.gateway.circuit.CircuitPolicy;
import dev.ficus.gateway.circuit.CircuitView;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.circuit.CircuitsUnavailableException;
import dev.ficus.gateway.circuit.FailedRequest;
import dev.ficus.gateway.circuit.FailureFilter;
import dev.ficus.gateway.circuit.FailureListing;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Weight;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows circuits and failed requests, and takes an operator's word about circuits. */
final class CircuitCalls {

  private static final Logger log = LoggerFactory.getLogger(CircuitCalls.class);

  private static final int USUAL_FAILURES = 100;
  private static final int MOST_FAILURES = 1_000;

  private final AdminServices services;
  private final Circuits circuits;

  /**
   * A circuit.
   *
   * @param route absent for the upstream as a whole
   * @param state {@code closed}, {@code open} or {@code half-open}: what requests meet
   * @param mode {@code auto}, {@code open}, {@code closed} or {@code watch}: who decides
   * @param declared who would, had no operator said anything
   * @param nextProbeMs how long until one may be sent; absent if none is waited for
   * @param since when state or mode changed last; absent for never
   */
  record CircuitShown(
      String name,
      String upstream,
      @Nullable String route,
      String state,
      String mode,
      String declared,
      long epoch,
      int trips,
      Counts window,
      Limits limits,
      @Nullable Long nextProbeMs,
      @Nullable Instant since,
      @Nullable Boolean dryRun) {}

  /** The fleet's calls within the window. */
  record Counts(long calls, long failures, long slow) {}

  /**
   * When the circuit opens.
   *
   * @param failureRate absent where only failures are counted
   * @param failures absent where only the rate counts
   * @param slowCall absent where slow calls do not count
   */
  record Limits(
      String window,
      int minimumCalls,
      @Nullable String failureRate,
      @Nullable Integer failures,
      @Nullable String slowCall,
      @Nullable String slowRate,
      String openFor,
      int probes) {

    static Limits of(CircuitPolicy policy) {
      boolean slow = !policy.slowCall().isZero();
      Weight rate = policy.failureRate();
      return new Limits(
          Durations.write(policy.window()),
          policy.minimumCalls(),
          rate == null ? null : rate.toString(),
          policy.failures() == 0 ? null : policy.failures(),
          slow ? Durations.write(policy.slowCall()) : null,
          slow ? policy.slowRate().toString() : null,
          Durations.write(policy.openFor()),
          policy.probes());
    }
  }

  /**
   * A failed request.
   *
   * @param status absent where the client was not answered with a failure of this upstream
   */
  record Failed(
      Instant at,
      @Nullable String route,
      String upstream,
      String method,
      String path,
      String outcome,
      @Nullable Integer status,
      long durationMs,
      @Nullable String traceId,
      String instance) {

    static Failed of(FailedRequest failed) {
      return new Failed(
          failed.at(),
          failed.route(),
          failed.upstream(),
          failed.method(),
          failed.path(),
          failed.outcome(),
          failed.status() == 0 ? null : failed.status(),
          failed.duration().toMillis(),
          failed.traceId(),
          failed.instance());
    }
  }

  CircuitCalls(AdminServices services) {
    this.services = services;
    circuits = services.circuits();
  }

  List<Operation> operations() {
    AdminToken.Role operator = AdminToken.Role.OPERATOR;
    return List.of(
        Operation.read("/circuits", this::all),
        Operation.read("/circuits/{upstream}", this::one),
        Operation.read("/circuits/{upstream}/{route}", this::one),
        Operation.read("/circuits/{upstream}/{route}/{subscriber}", this::one),
        Operation.write("PUT", "/circuits/{upstream}", operator, this::setMode),
        Operation.write("PUT", "/circuits/{upstream}/{route}", operator, this::setMode),
        Operation.write(
            "PUT", "/circuits/{upstream}/{route}/{subscriber}", operator, this::setMode),
        Operation.read("/failures", this::failures, "upstream", "route", "since", "limit"));
  }

  private Answer all(AdminCall call) {
    List<CircuitShown> shown = views().stream().map(view -> shown(view, null)).toList();
    String trouble = circuits.trouble();
    return Answer.ok(
        trouble == null
            ? Map.of("circuits", shown, "degraded", false)
            : Map.of("circuits", shown, "degraded", true, "why", trouble));
  }

  /** With the fleet's counts, or without the store as this instance knows them. */
  private List<CircuitView> views() {
    if (circuits.trouble() == null) {
      try {
        circuits.refresh();
      } catch (CircuitsUnavailableException e) {
        log.debug("the circuits are shown as this instance knows them", e);
      }
    }
    return circuits.views();
  }

  private Answer one(AdminCall call) {
    CircuitView view = view(call);
    return Answer.ok(shown(view, null)).withRevision(view.epoch());
  }

  private CircuitView view(AdminCall call) {
    List<CircuitView> views = views();
    CircuitKey key = new CircuitKey(call.variable("upstream"), route(call));
    return views.stream()
        .filter(view -> view.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                RouteCalls.unknown(
                        "circuit",
                        key.toString(),
                        views.stream().map(view -> view.key().toString()).toList())
                    .exception());
  }

  private static @Nullable String route(AdminCall call) {
    String route = call.variableOrNull("route");
    String subscriber = call.variableOrNull("subscriber");
    return subscriber == null ? route : route + Route.SUBSCRIBER + subscriber;
  }

  private static CircuitShown shown(CircuitView view, @Nullable CircuitMode wouldBe) {
    CircuitKey key = view.key();
    CircuitMode mode = Objects.requireNonNullElse(wouldBe, view.mode());
    Duration nextProbe = view.nextProbe();
    return new CircuitShown(
        key.toString(),
        key.upstream(),
        key.route(),
        view.phase().word(),
        mode.word(),
        view.declared().word(),
        view.epoch(),
        view.trips(),
        new Counts(view.window().calls(), view.window().failures(), view.window().slow()),
        Limits.of(view.policy()),
        nextProbe == null ? null : nextProbe.toMillis(),
        view.sinceMillis() == 0 ? null : Instant.ofEpochMilli(view.sinceMillis()),
        wouldBe == null ? null : true);
  }

  private Answer setMode(AdminCall call) {
    JsonBody body = new JsonBody(call.body(), "mode", "reason");
    List<String> words = Arrays.stream(CircuitMode.values()).map(CircuitMode::word).toList();
    CircuitMode mode = body.word("mode", text -> CircuitMode.of(text).orElse(null), words);
    String reason = body.reason();
    body.required("mode", String.join(", ", words));
    body.check();
    CircuitView before = view(call);
    requireOwnGroup(call.caller(), before.key());
    Long expected = call.expected();
    if (expected != null && expected != before.epoch()) {
      throw Problem.of(
              ProblemType.STALE,
              "you have seen epoch "
                  + expected
                  + ", and it is at "
                  + before.epoch()
                  + " (way out: look again)")
          .with("expected", expected)
          .with("current", before.epoch())
          .withHeader("ETag", "\"" + before.epoch() + "\"")
          .exception();
    }
    CircuitMode wanted = Objects.requireNonNull(mode);
    if (call.dryRun()) {
      return Answer.ok(shown(before, wanted)).withRevision(before.epoch());
    }
    CircuitView after =
        circuits.setMode(before.key(), wanted, event(call.caller(), before, wanted, reason));
    WriteLog.write(
        call.caller(),
        "circuit." + wanted.word(),
        before.key().toString(),
        reason,
        before.mode().word() + " → " + after.mode().word());
    return Answer.ok(shown(after, null)).withRevision(after.epoch());
  }

  /** Who is bound to a group may only touch the circuits of its routes. */
  private void requireOwnGroup(Caller caller, CircuitKey key) {
    ActiveRoute route =
        key.route() == null ? null : services.routing().snapshot().active(key.route());
    if (!caller.mayCutOver(route == null ? null : route.route().group())) {
      throw Problem.of(
              ProblemType.FORBIDDEN,
              "token '" + caller.name() + "' is for group '" + caller.group() + "' only")
          .exception();
    }
  }

  private AuditEvent event(
      Caller caller, CircuitView before, CircuitMode mode, @Nullable String reason) {
    return new AuditEvent(
        services.clock().instant(),
        caller.name(),
        "circuit",
        before.key().toString(),
        services.self().name(),
        reason,
        0,
        Map.of("before", before.mode().word(), "after", mode.word()));
  }

  private Answer failures(AdminCall call) {
    FailureFilter filter =
        new FailureFilter(call.parameter("upstream"), call.parameter("route"), since(call));
    FailureListing listing =
        services.failures().read(filter, call.limit(USUAL_FAILURES, MOST_FAILURES));
    return Answer.ok(
        Map.of(
            "failures",
            listing.requests().stream().map(Failed::of).toList(),
            "matching",
            listing.matching()));
  }

  private static @Nullable Instant since(AdminCall call) {
    String text = call.parameter("since");
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw AdminCall.malformed(
          "since: '" + text + "' (expected: a time such as 2026-05-04T12:30:00Z)");
    }
  }
}
