package dev.ficus.gateway.admin;

import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Decision;
import dev.ficus.gateway.migration.Reason;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.route.Explanation;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.Lookup;
import dev.ficus.gateway.route.Rewrite;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Upstream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says what would become of a request, and why. */
final class ExplainCalls {

  private static final int MOST_OTHERS = 50;

  private final Routing routing;

  /** A route whose path matches as well, and why it is not the one. */
  record Other(String route, String reason) {}

  /**
   * What an upstream would be sent.
   *
   * @param fallback the upstream that may take what this one fails
   */
  record Sends(String upstream, String path, @Nullable String query, @Nullable String fallback) {}

  /**
   * What would become of the request.
   *
   * @param outcome {@code route}, {@code default}, {@code nobody} or {@code ambiguous}
   * @param side absent where a random key would be assigned first
   * @param bucket 0 to 9,999; absent without a key
   * @param cohort whether the bucket lies within the weight
   */
  record Explained(
      String outcome,
      String message,
      @Nullable String route,
      RouteView.@Nullable Place where,
      RouteView.@Nullable At at,
      @Nullable String side,
      @Nullable String reason,
      @Nullable Map<String, String> variables,
      @Nullable Integer bucket,
      @Nullable Boolean cohort,
      @Nullable Sends sends,
      @Nullable FixedResponse responds,
      List<Other> others) {}

  ExplainCalls(Routing routing) {
    this.routing = routing;
  }

  List<Operation> operations() {
    return List.of(Operation.ask("/explain", Operation.Input.JSON, this::explain));
  }

  private Answer explain(AdminCall call) {
    ExplainedRequest request = ExplainedRequest.read(call.body());
    RoutingSnapshot snapshot = routing.snapshot();
    return Answer.ok(
        switch (snapshot.table().lookup(request)) {
          case Lookup.Matched(RouteMatch match) -> matched(snapshot, match, request);
          case Lookup.Unmatched(Upstream upstream) -> unmatched(snapshot, upstream, request);
          case Lookup.Ambiguous() ->
              nowhere(
                  snapshot,
                  "ambiguous",
                  "answered 400: servers disagree about which path this is",
                  null,
                  request);
        });
  }

  private static Explained matched(
      RoutingSnapshot snapshot, RouteMatch match, ExplainedRequest request) {
    Route route = match.route();
    ActiveRoute active = Objects.requireNonNull(snapshot.active(route.id()));
    Decision decision = active.decide(match, request);
    int bucket = active.bucketOf(match, request);
    boolean canary = active.stage() == Stage.CANARY;
    boolean byBucket =
        decision.reason() == Reason.IN_COHORT || decision.reason() == Reason.OUTSIDE_COHORT;
    boolean random = byBucket && bucket < 0;
    Map<String, String> variables = new TreeMap<>();
    for (String name : route.match().path().variables()) {
      variables.put(name, Objects.requireNonNullElse(match.variable(name), ""));
    }
    return new Explained(
        "route",
        random ? "a random key would be assigned, and decide" : "route '" + route.id() + "'",
        route.id(),
        RouteView.Place.of(route.where()),
        RouteView.At.of(RouteViews.position(active)),
        random ? null : decision.side().word(),
        random ? "key-assigned" : decision.reason().word(),
        variables,
        bucket < 0 ? null : bucket,
        canary && bucket >= 0 ? bucket < active.weight().basisPoints() : null,
        random ? null : sends(decision, match, request),
        !random && decision instanceof Decision.Answer answer ? answer.response() : null,
        others(snapshot, request, route));
  }

  private static @Nullable Sends sends(
      Decision decision, RouteMatch match, ExplainedRequest request) {
    return switch (decision) {
      case Decision.Answer _ -> null;
      case Decision.Forward forward -> {
        Rewrite rewrite = forward.side() == Side.TARGET ? match.route().rewrite() : null;
        Upstream fallback = forward.fallback();
        yield new Sends(
            forward.upstream().name(),
            rewrite == null ? request.rawPath() : rewrite.path(match, request),
            rewrite == null ? request.rawQuery() : rewrite.query(match, request),
            fallback == null ? null : fallback.name());
      }
    };
  }

  private static Explained unmatched(
      RoutingSnapshot snapshot, @Nullable Upstream upstream, ExplainedRequest request) {
    return upstream == null
        ? nowhere(
            snapshot,
            "nobody",
            "answered 404: no route claims it, and there is no default upstream",
            null,
            request)
        : nowhere(
            snapshot,
            "default",
            "no route claims it, so the default upstream '" + upstream.name() + "' takes it",
            new Sends(upstream.name(), request.rawPath(), request.rawQuery(), null),
            request);
  }

  private static Explained nowhere(
      RoutingSnapshot snapshot,
      String outcome,
      String message,
      @Nullable Sends sends,
      ExplainedRequest request) {
    return new Explained(
        outcome,
        message,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        sends,
        null,
        others(snapshot, request, null));
  }

  private static List<Other> others(
      RoutingSnapshot snapshot, ExplainedRequest request, @Nullable Route chosen) {
    return Explanation.passedOver(snapshot.table(), request, chosen).stream()
        .limit(MOST_OTHERS)
        .map(other -> new Other(other.route().id(), other.reason()))
        .toList();
  }
}
