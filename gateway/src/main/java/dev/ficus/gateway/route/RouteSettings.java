package dev.ficus.gateway.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route, a group or a file's defaults may say beside a match; what is null was not said.
 *
 * @param legacy the name of an upstream, or {@code none}
 * @param queue what is done with requests that are kept for later
 */
public record RouteSettings(
    @Nullable Located<String> group,
    @Nullable Located<String> legacy,
    @Nullable Located<TargetSpec> target,
    @Nullable Located<RewriteSpec> rewrite,
    @Nullable Located<Stage> stage,
    CanarySpec canary,
    @Nullable Located<ShadowSpec> shadow,
    @Nullable Located<GatesSpec> gates,
    @Nullable Located<PlanSpec> plan,
    @Nullable Located<Boolean> safe,
    @Nullable Located<FallbackSpec> fallback,
    @Nullable Located<Integer> priority,
    TimeoutsSpec timeouts,
    @Nullable Located<List<FilterSpec>> filters,
    @Nullable Located<Listener> listener,
    @Nullable Located<QueueSpec> queue) {

  public static final RouteSettings UNSAID =
      new RouteSettings(
          null,
          null,
          null,
          null,
          null,
          CanarySpec.UNSAID,
          null,
          null,
          null,
          null,
          null,
          null,
          TimeoutsSpec.UNSAID,
          null,
          null,
          null);

  /** These settings, and where they say nothing, the others'. */
  public RouteSettings orElse(RouteSettings others) {
    return new RouteSettings(
        first(group, others.group),
        first(legacy, others.legacy),
        first(target, others.target),
        first(rewrite, others.rewrite),
        first(stage, others.stage),
        canary.orElse(others.canary),
        first(shadow, others.shadow),
        first(gates, others.gates),
        first(plan, others.plan),
        first(safe, others.safe),
        first(fallback, others.fallback),
        first(priority, others.priority),
        timeouts.orElse(others.timeouts),
        first(filters, others.filters),
        first(listener, others.listener),
        first(queue, others.queue));
  }

  RouteSettings on(Located<Listener> other) {
    return new RouteSettings(
        group, legacy, target, rewrite, stage, canary, shadow, gates, plan, safe, fallback,
        priority, timeouts, filters, other, queue);
  }

  RouteSettings withoutLegacy() {
    return new RouteSettings(
        group, null, target, rewrite, stage, canary, shadow, gates, plan, safe, fallback, priority,
        timeouts, filters, listener, queue);
  }

  private static <T> @Nullable Located<T> first(@Nullable Located<T> a, @Nullable Located<T> b) {
    return a != null ? a : b;
  }
}
