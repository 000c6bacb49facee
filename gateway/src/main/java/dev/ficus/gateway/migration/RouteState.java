package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the fleet shares about one route.
 *
 * @param weight meaningful in a canary; zero below, all above
 * @param paused whether its plan stands still until it is resumed
 * @param revision the number of the revision that last changed stage or weight
 * @param changedAt by the shared store's clock
 * @param changedBy the audit's "who"
 * @param declared null while no file has named a stage
 * @param extras fields of a newer release, kept as they are
 */
public record RouteState(
    Stage stage,
    Weight weight,
    boolean paused,
    long revision,
    Instant changedAt,
    String changedBy,
    @Nullable String reason,
    @Nullable Declared declared,
    Map<String, Object> extras) {

  public RouteState {
    weight =
        switch (stage) {
          case LEGACY, SHADOW -> Weight.NONE;
          case CANARY -> weight;
          case LIVE, RETIRED -> Weight.ALL;
        };
    extras = Map.copyOf(extras);
  }

  /** Whether clients are answered alike under both. */
  public boolean answersLike(RouteState other) {
    return stage == other.stage && weight.equals(other.weight);
  }

  public RouteState withDeclared(@Nullable Declared now) {
    return new RouteState(
        stage, weight, paused, revision, changedAt, changedBy, reason, now, extras);
  }

  public RouteState withPaused(boolean now) {
    return new RouteState(
        stage, weight, now, revision, changedAt, changedBy, reason, declared, extras);
  }
}
