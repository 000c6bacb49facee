package dev.ficus.gateway.admin;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.RouteCounts;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.migration.UnclaimedEndpoints.Endpoint;
import dev.ficus.gateway.route.Listener;
import dev.ficus.gateway.route.MatchSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteStubs;
import dev.ficus.gateway.route.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows what is left to migrate, and how far the strangling has come. */
final class RemainingCalls {

  private static final String SINCE = "since";

  /** Who has not fallen back for so long is taken to need legacy no more. */
  private static final Duration RECENT = Duration.ofDays(30);

  private static final String ANY_METHOD = "*";

  private final AdminServices services;

  /**
   * An endpoint that no route claims, as the fleet has seen it.
   *
   * @param path numbers, UUIDs and the like are variables
   * @param yaml a route for it, ready to be put into a file beside those of the others; absent if
   *     no route can say it
   */
  record Unclaimed(
      String method, String path, long requests, Instant lastSeen, @Nullable String yaml) {
    static Unclaimed of(Endpoint its, RouteStubs stubs) {
      boolean sayable = RouteStubs.canSay(its.method(), its.path());
      return new Unclaimed(
          its.method(),
          its.path(),
          its.requests(),
          Instant.ofEpochMilli(its.lastSeen()),
          sayable ? stubs.next(its.method(), its.path(), "") : null);
    }
  }

  /**
   * A route that still needs legacy; counts are the asked instance's, since it started.
   *
   * @param lastByLegacy through any instance; absent if legacy never answered
   */
  record Waiting(
      String route,
      String stage,
      String weight,
      long byLegacy,
      long byTarget,
      long fallbacks,
      @Nullable Instant lastByLegacy,
      String why) {}

  /**
   * How much of the application is strangled.
   *
   * @param endpoints routes by stage, and what no route claims
   * @param byTarget requests, as far as the asked instance has seen them since it started
   * @param byLegacy likewise, of routes
   * @param byDefault likewise, of what no route claims: all of it, whether an endpoint or not
   * @param unclaimedRequests of what no route claims, as the fleet has seen them
   */
  record Progress(
      Map<String, Long> endpoints,
      long byTarget,
      long byLegacy,
      long byDefault,
      long unclaimedRequests) {}

  /** All of it. */
  record Remaining(List<Unclaimed> unclaimed, List<Waiting> routes, Progress progress) {}

  RemainingCalls(AdminServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    return List.of(Operation.read("/remaining", this::remaining, SINCE));
  }

  private Answer remaining(AdminCall call) {
    String said = call.parameter(SINCE);
    long since = since(said);
    long fallbacksSince =
        said == null ? services.clock().instant().minus(RECENT).toEpochMilli() : since;
    List<Unclaimed> unclaimed = unclaimed(since);
    List<ActiveRoute> routes =
        services.routing().snapshot().active().stream()
            .filter(active -> active.route().queue() == null)
            .toList();
    List<Waiting> waiting = new ArrayList<>();
    for (ActiveRoute active : routes) {
      String why = why(active, fallbacksSince);
      if (why != null) {
        waiting.add(waiting(active, why));
      }
    }
    return Answer.ok(new Remaining(unclaimed, waiting, progress(routes, unclaimed)));
  }

  /** What no request could tell apart is one, and what a route claims by now is none. */
  private List<Unclaimed> unclaimed(long since) {
    RoutingSnapshot snapshot = services.routing().snapshot();
    Set<String> claimed = claimed(snapshot);
    Map<String, Endpoint> byShape = new LinkedHashMap<>();
    for (Endpoint its : services.endpoints().all()) {
      boolean any = claimed.contains(RouteStubs.shape(ANY_METHOD, its.path()));
      String shape = RouteStubs.shape(its.method(), its.path());
      if (its.lastSeen() >= since && !any && !claimed.contains(shape)) {
        byShape.merge(shape, its, RemainingCalls::together);
      }
    }
    RouteStubs stubs = new RouteStubs(RouteCalls.ids(snapshot));
    return byShape.values().stream()
        .sorted(Comparator.comparingLong(Endpoint::requests).reversed())
        .map(its -> Unclaimed.of(its, stubs))
        .toList();
  }

  private static Set<String> claimed(RoutingSnapshot snapshot) {
    Set<String> shapes = new HashSet<>();
    for (Route route : snapshot.table().routes()) {
      MatchSpec match = route.match();
      boolean all = match.host() == null && match.conditions().isEmpty();
      if (all && route.listener() == Listener.PUBLIC) {
        String path = match.path().text();
        match.methods().forEach(method -> shapes.add(RouteStubs.shape(method, path)));
        if (match.methods().isEmpty()) {
          shapes.add(RouteStubs.shape(ANY_METHOD, path));
        }
      }
    }
    return shapes;
  }

  private static Endpoint together(Endpoint a, Endpoint b) {
    return new Endpoint(
        a.method(),
        a.path(),
        a.requests() + b.requests(),
        Math.max(a.lastSeen(), b.lastSeen()));
  }

  private static long since(@Nullable String said) {
    if (said == null) {
      return 0;
    }
    try {
      return Instant.parse(said).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw Problem.of(
              ProblemType.INVALID_REQUEST,
              "since '" + said + "' (expected: such as 2026-11-23T10:15:30Z)")
          .exception();
    }
  }

  /** Null if it needs legacy no more. */
  private static @Nullable String why(ActiveRoute active, long since) {
    Route route = active.route();
    long fellBackAt = active.counts().legacyUse().fellBackAt();
    return switch (active.stage()) {
      case LEGACY -> route.target() == null ? "no target yet" : "not begun";
      case SHADOW -> "being compared";
      case CANARY -> active.weight() + " of the clients go to the target";
      case LIVE ->
          fellBackAt > 0 && fellBackAt >= since ? "live, but falls back to legacy" : null;
      case RETIRED -> null;
    };
  }

  private static Waiting waiting(ActiveRoute active, String why) {
    RouteCounts counts = active.counts();
    return new Waiting(
        active.route().id(),
        active.stage().word(),
        active.weight().toString(),
        counts.legacy(),
        counts.target(),
        counts.fallbacks(),
        RouteViews.lastLegacyAnswer(active),
        why);
  }

  private Progress progress(List<ActiveRoute> routes, List<Unclaimed> unclaimed) {
    Map<Stage, Long> byStage = new EnumMap<>(Stage.class);
    long byTarget = 0;
    long byLegacy = 0;
    for (Stage stage : Stage.values()) {
      byStage.put(stage, 0L);
    }
    for (ActiveRoute active : routes) {
      byStage.merge(active.stage(), 1L, Long::sum);
      byTarget += active.counts().target();
      byLegacy += active.counts().legacy();
    }
    Map<String, Long> endpoints = new LinkedHashMap<>();
    byStage.forEach((stage, count) -> endpoints.put(stage.word(), count));
    endpoints.put("unclaimed", (long) unclaimed.size());
    long requests = unclaimed.stream().mapToLong(Unclaimed::requests).sum();
    RouteCounts unrouted = services.routing().unrouted();
    long byDefault = unrouted.legacy() + unrouted.target();
    return new Progress(endpoints, byTarget, byLegacy, byDefault, requests);
  }
}
