package dev.ficus.gateway.admin;

import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.migration.ActiveRoute;
import dev.ficus.gateway.migration.Convergence;
import dev.ficus.gateway.migration.CutoverOutcome;
import dev.ficus.gateway.migration.Cutovers;
import dev.ficus.gateway.migration.Refusal;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.route.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what came of a cutover. */
final class CutoverAnswers {

  private final Routing routing;
  private final Queues queues;
  private final RouteViews views;

  /** What was cut over. */
  record Subject(String name, boolean isGroup) {}

  /**
   * What was done, or would be, to one route.
   *
   * @param repinned of a subscriber that was taken back: how many of its messages had been tried
   *     and now choose their side anew; absent if the queue could not be asked
   * @param lastLegacyAnswer of a route that retires; absent if legacy never answered
   */
  record Change(
      String route,
      RouteView.At before,
      RouteView.At after,
      boolean paused,
      @Nullable Long repinned,
      @Nullable Instant lastLegacyAnswer) {}

  /**
   * The answer to a cutover.
   *
   * @param converged absent for a dry run, and when there is no fleet to ask
   * @param overridden whether this instance alone did it
   * @param route the new state, when the subject is one route
   */
  record Result(
      List<Change> changes,
      long revision,
      @Nullable Convergence converged,
      boolean overridden,
      @Nullable Boolean dryRun,
      @Nullable RouteView route) {}

  /** Why a route did not move. */
  record RefusalView(String kind, String route, String message, List<RouteView.Gate> gates) {
    static RefusalView of(Refusal refusal) {
      return new RefusalView(
          refusal.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          refusal.route(),
          refusal.message(),
          refusal.gates().stream().map(RouteView.Gate::of).toList());
    }
  }

  CutoverAnswers(Routing routing, Queues queues, RouteViews views) {
    this.routing = routing;
    this.queues = queues;
    this.views = views;
  }

  /**
   * @param subject null for all routes
   * @throws ProblemException if nothing came of it
   */
  Answer of(CutoverOutcome outcome, @Nullable Subject subject, boolean dryRun) {
    return switch (outcome) {
      case CutoverOutcome.Done(var changes, var revision, var convergence) ->
          done(changes, revision.number(), convergence, false, dryRun, subject);
      case CutoverOutcome.DoneLocally(var changes) ->
          done(
              changes, routing.snapshot().state().revision().number(), null, true, dryRun, subject);
      case CutoverOutcome.Refused(var refusals) -> throw refused(refusals).exception();
      case CutoverOutcome.Stale(long expected, long current) ->
          throw Problem.of(
                  ProblemType.STALE,
                  "you have seen revision "
                      + expected
                      + ", and it is at "
                      + current
                      + " (way out: look again)")
              .with("expected", expected)
              .with("current", current)
              .withHeader("ETag", "\"" + current + "\"")
              .exception();
      case CutoverOutcome.Conflict(long current) ->
          throw Problem.of(
                  ProblemType.CONFLICT,
                  "somebody else changed it at the same moment (way out: look again)")
              .with("current", current)
              .exception();
      case CutoverOutcome.Unknown(String name) -> throw unknown(name, subject).exception();
      case CutoverOutcome.Unavailable(String message, boolean outcomeUnknown) ->
          throw AdminProblems.unavailable(
                  new StoreUnavailableException(message, outcomeUnknown, null))
              .exception();
    };
  }

  private Answer done(
      List<CutoverOutcome.Change> changes,
      long revision,
      @Nullable Convergence convergence,
      boolean overridden,
      boolean dryRun,
      @Nullable Subject subject) {
    RoutingSnapshot snapshot = routing.snapshot();
    ActiveRoute active =
        subject == null || subject.isGroup() ? null : snapshot.active(subject.name());
    Result result =
        new Result(
            changes.stream().map(change -> shown(change, dryRun)).toList(),
            revision,
            convergence,
            overridden,
            dryRun ? true : null,
            active == null ? null : after(active, changes, dryRun));
    return Answer.ok(result).withRevision(etag(snapshot, subject));
  }

  private Change shown(CutoverOutcome.Change change, boolean dryRun) {
    boolean isBack = change.after().stage().compareTo(change.before().stage()) < 0;
    return new Change(
        change.route(),
        RouteView.At.of(change.before()),
        RouteView.At.of(change.after()),
        change.paused(),
        isBack && !dryRun ? repinned(change.route()) : null,
        change.after().stage() == Stage.RETIRED ? lastLegacyAnswer(change.route()) : null);
  }

  private @Nullable Instant lastLegacyAnswer(String route) {
    ActiveRoute active = routing.snapshot().active(route);
    return active == null ? null : RouteViews.lastLegacyAnswer(active);
  }

  private @Nullable Long repinned(String route) {
    try {
      return queues.repin(route);
    } catch (QueueUnavailableException away) {
      // The queue hears of it when its store is back.
      return null;
    }
  }

  /** A dry run shows the route as it would be. */
  private RouteView after(ActiveRoute active, List<CutoverOutcome.Change> changes, boolean dryRun) {
    return dryRun && !changes.isEmpty()
        ? views.of(active, changes.getFirst().after(), changes.getFirst().paused())
        : views.of(active);
  }

  private static long etag(RoutingSnapshot snapshot, @Nullable Subject subject) {
    if (subject == null) {
      return snapshot.state().revision().number();
    }
    ActiveRoute route = subject.isGroup() ? null : snapshot.active(subject.name());
    return Cutovers.revisionOf(
        route == null ? RouteCalls.members(snapshot, subject.name()) : List.of(route));
  }

  private static Problem refused(List<Refusal> refusals) {
    ProblemType type = typeOf(refusals);
    return Problem.of(type, refusals.getFirst().message())
        .with("refusals", refusals.stream().map(RefusalView::of).toList());
  }

  static ProblemType typeOf(List<Refusal> refusals) {
    if (refusals.stream().anyMatch(r -> r.kind() == Refusal.Kind.INVALID)) {
      return ProblemType.INVALID_REQUEST;
    }
    if (refusals.stream().anyMatch(r -> r.kind() == Refusal.Kind.NOT_AVAILABLE)) {
      return ProblemType.NOT_AVAILABLE;
    }
    return refusals.stream().allMatch(r -> r.kind() == Refusal.Kind.GATE)
        ? ProblemType.GATES_NOT_MET
        : ProblemType.REFUSED;
  }

  private Problem unknown(String name, @Nullable Subject subject) {
    RoutingSnapshot snapshot = routing.snapshot();
    return subject != null && subject.isGroup()
        ? RouteCalls.unknown("group", name, snapshot.table().groupNames())
        : RouteCalls.unknown("route", name, RouteCalls.ids(snapshot));
  }
}
