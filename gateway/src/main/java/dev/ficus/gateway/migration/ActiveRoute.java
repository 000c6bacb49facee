package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.ClientRule;
import dev.ficus.gateway.route.FallbackSpec;
import dev.ficus.gateway.route.RequestHead;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteMatch;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.StickyKey;
import dev.ficus.gateway.route.Target;
import dev.ficus.gateway.route.TimeoutsSpec;
import dev.ficus.gateway.route.Upstream;
import dev.ficus.gateway.route.Weight;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A route as it runs: compiled, with its stage in force. Every decision it can come to is made
 * beforehand, so that a request only picks one.
 */
public final class ActiveRoute {

  private static final SecureRandom RANDOM = new SecureRandom();

  // What each request asks stands together: among ten thousand routes the wait for one more piece of
  // memory costs more than all that is done with it.
  private final Route route;
  private final String id;
  private final TimeoutsSpec timeouts;
  private final @Nullable Boolean safe;
  private final boolean forwardsOnly;
  private final RouteCounts counts;
  private final @Nullable Decision always;

  private final Stage stage;
  private final Weight weight;
  private final @Nullable RouteState shared;
  private final boolean overridden;
  private final Cohort cohort;
  private final boolean assignsCookie;

  /** Of a canary only. */
  private final Map<Reason, Decision> toLegacy;

  private final Map<Reason, Decision> toTarget;

  /**
   * @param shared what the fleet shares about it, or null
   * @param override what this instance does instead, or null
   * @param known decisions of other routes: those that are equal are shared, because a thousand
   *     routes that decide alike are fast only if they do it with one object
   */
  ActiveRoute(
      Route route,
      @Nullable RouteState shared,
      @Nullable LocalOverride override,
      RouteCounts counts,
      Map<Decision, Decision> known) {
    this.route = route;
    id = route.id();
    timeouts = route.timeouts();
    safe = route.safe();
    forwardsOnly = route.filters().isEmpty() && route.queue() == null;
    this.shared = shared;
    this.counts = counts;
    overridden = override != null;
    if (override != null) {
      stage = override.stage();
      weight = override.weight();
    } else if (shared != null) {
      stage = shared.stage();
      weight = shared.weight();
    } else {
      stage = route.initialStage();
      weight = stage == Stage.CANARY ? route.declaredWeight() : Weight.NONE;
    }
    cohort = new Cohort(route.bucketName());
    assignsCookie = route.stickyBy().stream().anyMatch(StickyKey.AssignedCookie.class::isInstance);
    always =
        switch (stage) {
          case LEGACY, SHADOW -> same(decide(Side.LEGACY, Reason.STAGE), known);
          case LIVE, RETIRED ->
              same(
                  decide(Side.TARGET, route.target() == null ? Reason.NO_TARGET : Reason.STAGE),
                  known);
          case CANARY ->
              route.target() == null ? same(decide(Side.LEGACY, Reason.NO_TARGET), known) : null;
        };
    toLegacy = always == null ? decisions(Side.LEGACY, known) : Map.of();
    toTarget = always == null ? decisions(Side.TARGET, known) : Map.of();
  }

  private Map<Reason, Decision> decisions(Side side, Map<Decision, Decision> known) {
    Map<Reason, Decision> decisions = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      decisions.put(reason, same(decide(side, reason), known));
    }
    return decisions;
  }

  /** A side that these files do not have cannot answer; the other one does. */
  private Decision decide(Side side, Reason reason) {
    Decision wanted = decision(side, reason);
    return wanted != null ? wanted : orFail(decision(side.other(), reason));
  }

  private @Nullable Decision decision(Side side, Reason reason) {
    if (side == Side.LEGACY) {
      Upstream legacy = route.legacy();
      return legacy == null ? null : new Decision.Forward(side, reason, legacy, null, null);
    }
    boolean mayFallBack =
        stage != Stage.RETIRED && route.fallback().mode() == FallbackSpec.Mode.SAFE;
    return switch (route.target()) {
      case null -> null;
      case Target.Respond(var response) -> new Decision.Answer(reason, response);
      case Target.ToUpstream(var upstream) ->
          new Decision.Forward(side, reason, upstream, mayFallBack ? route.legacy() : null, null);
    };
  }

  private static Decision same(Decision decision, Map<Decision, Decision> known) {
    Decision before = known.putIfAbsent(decision, decision);
    return before == null ? decision : before;
  }

  private Decision orFail(@Nullable Decision decision) {
    if (decision == null) {
      throw new IllegalStateException("route '" + route.id() + "' has neither legacy nor target");
    }
    return decision;
  }

  /** Which side answers a request. */
  public Decision decide(RouteMatch match, RequestHead request) {
    if (always != null) {
      return always;
    }
    if (match.isPreflight()) {
      return toLegacy(Reason.PREFLIGHT);
    }
    if (names(route.exclude(), request)) {
      return toLegacy(Reason.EXCLUDED);
    }
    if (names(route.include(), request)) {
      return toTarget(Reason.INCLUDED);
    }
    String key = ClientKey.of(route.stickyBy(), match, request);
    if (key != null) {
      return byBucket(key);
    }
    if (assignsCookie) {
      String assigned = newKey();
      return byBucket(assigned) instanceof Decision.Forward forward
          ? forward.withAssignedKey(assigned)
          : byBucket(assigned);
    }
    return toLegacy(Reason.NO_KEY);
  }

  /** For what has been sent to a side before; the other one only where that is gone. */
  public Decision on(Side side) {
    return decide(side, Reason.PINNED);
  }

  private Decision byBucket(String key) {
    return cohort.contains(key, weight)
        ? toTarget(Reason.IN_COHORT)
        : toLegacy(Reason.OUTSIDE_COHORT);
  }

  private Decision toLegacy(Reason reason) {
    return orFail(toLegacy.get(reason));
  }

  private Decision toTarget(Reason reason) {
    return orFail(toTarget.get(reason));
  }

  private static boolean names(List<ClientRule> rules, RequestHead request) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).condition().holds(request)) {
        return true;
      }
    }
    return false;
  }

  private static String newKey() {
    byte[] key = new byte[16];
    RANDOM.nextBytes(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  public Route route() {
    return route;
  }

  public String id() {
    return id;
  }

  public TimeoutsSpec timeouts() {
    return timeouts;
  }

  /** Whether a request may be sent twice without harm. */
  public boolean isSafe(String method) {
    return safe == null ? Route.isSafeByItself(method) : safe;
  }

  /** Whether its requests are forwarded as they are, now, and by nothing but rewriting. */
  public boolean forwardsOnly() {
    return forwardsOnly;
  }

  public Stage stage() {
    return stage;
  }

  /** Meaningful in a canary; zero below, all above. */
  public Weight weight() {
    return switch (stage) {
      case LEGACY, SHADOW -> Weight.NONE;
      case CANARY -> weight;
      case LIVE, RETIRED -> Weight.ALL;
    };
  }

  /** What the fleet shares about this route; null while nobody has changed or declared anything. */
  public @Nullable RouteState shared() {
    return shared;
  }

  /** Whether this instance has rolled it back by itself and not yet shared that. */
  public boolean overridden() {
    return overridden;
  }

  public RouteCounts counts() {
    return counts;
  }

  /** The bucket that a request's key falls into, or -1 if it carries none. */
  public int bucketOf(RouteMatch match, RequestHead request) {
    String key = ClientKey.of(route.stickyBy(), match, request);
    return key == null ? -1 : cohort.bucket(key);
  }
}
