package dev.ficus.gateway.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compiled route: everything that its requests need and that no cutover changes.
 *
 * @param ordinal its place in the table, dense from zero
 * @param where the file and line that declare it
 * @param legacy null if there is nothing to go back to
 * @param target null if nobody has rebuilt the endpoint yet
 * @param declaredStage null for a route that belongs to the admin API
 * @param shadow null if the files say nothing of it
 * @param queue what is done with its requests if they are kept for later; null if they are not
 */
public record Route(
    int ordinal,
    String id,
    Position where,
    @Nullable String group,
    MatchSpec match,
    Listener listener,
    @Nullable Upstream legacy,
    @Nullable Target target,
    @Nullable Rewrite rewrite,
    @Nullable Stage declaredStage,
    Weight declaredWeight,
    List<StickyKey> stickyBy,
    List<ClientRule> include,
    List<ClientRule> exclude,
    @Nullable Boolean safe,
    FallbackSpec fallback,
    int priority,
    TimeoutsSpec timeouts,
    List<FilterSpec> filters,
    @Nullable ShadowSpec shadow,
    @Nullable PlanSpec plan,
    @Nullable GatesSpec gates,
    @Nullable QueueSpec queue) {

  /** Between a webhook route's id and its subscriber's name. */
  public static final char SUBSCRIBER = '/';

  public Route {
    stickyBy = List.copyOf(stickyBy);
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    filters = List.copyOf(filters);
  }

  /** The name whose hash decides cohorts: routes of one group share buckets. */
  public String bucketName() {
    return group != null ? group : id;
  }

  /** Whether it is a subscriber of a webhook route, which only what is queued ever comes to. */
  public boolean isSubscriber() {
    return listener == Listener.QUEUE;
  }

  /** The stage it has when neither a file nor the admin API ever said one. */
  public Stage initialStage() {
    if (declaredStage != null) {
      return declaredStage;
    }
    return legacy == null ? Stage.RETIRED : Stage.LEGACY;
  }

  /** Whether a request may be sent twice without harm. */
  public boolean isSafe(String method) {
    return safe == null ? isSafeByItself(method) : safe;
  }

  /** Whether a method promises that, where no file says anything else. */
  public static boolean isSafeByItself(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS" -> true;
      default -> false;
    };
  }
}
