package dev.ficus.gateway.admin;

import dev.ficus.gateway.migration.GateReport;
import dev.ficus.gateway.migration.RouteCounts;
import dev.ficus.gateway.migration.StagePosition;
import dev.ficus.gateway.route.Condition;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.ShadowSpec;
import dev.ficus.gateway.route.Side;
import dev.ficus.gateway.route.Stage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A route as the API shows it.
 *
 * @param match the path
 * @param methods empty for any
 * @param respond the gateway's own answer in the target's place
 * @param declared what the files say; absent if the route belongs to the admin API
 * @param driftReason why what is declared is not in force, if anybody can tell
 * @param overridden whether this instance has rolled it back without the shared store
 * @param stickyBy what tells the clients of a canary apart; empty for nothing
 * @param shadow absent where nothing is said about copies
 * @param counts of this instance since it started
 * @param lastLegacyAnswer through any instance; absent if legacy never answered
 * @param changedAt absent while it never left its initial stage, like what follows
 * @param revision that last changed it, and its ETag
 */
record RouteView(
    String id,
    Place where,
    String match,
    List<String> methods,
    @Nullable String host,
    List<ConditionView> conditions,
    String listener,
    @Nullable String legacy,
    @Nullable String target,
    @Nullable FixedResponse respond,
    @Nullable String group,
    String stage,
    String weight,
    boolean paused,
    @Nullable At declared,
    boolean drift,
    @Nullable String driftReason,
    boolean overridden,
    List<Gate> gates,
    Plan plan,
    List<String> stickyBy,
    @Nullable Shadow shadow,
    Counts counts,
    @Nullable Instant lastLegacyAnswer,
    @Nullable Instant changedAt,
    @Nullable String changedBy,
    @Nullable String reason,
    long revision) {

  /** Where a file says it. */
  record Place(String file, int line, int column) {
    static Place of(Position position) {
      return new Place(position.file(), position.line(), position.column());
    }
  }

  /** Something that requests must carry. */
  record ConditionView(String in, String name, String value) {
    static ConditionView of(Condition condition) {
      return new ConditionView(
          condition.part().name().toLowerCase(Locale.ROOT), condition.name(), condition.value());
    }
  }

  /** How far on its way. */
  record At(String stage, String weight) {
    static At of(StagePosition position) {
      return new At(position.stage().word(), position.weight().toString());
    }
  }

  /** One gate, looked at. */
  record Gate(String name, String limit, String verdict, String message) {
    static Gate of(GateReport report) {
      String verdict = report.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
      return new Gate(report.name(), report.limit(), verdict, report.message());
    }
  }

  /**
   * The steps before it.
   *
   * @param declared whether the files say them; the usual ones otherwise
   * @param next absent at the end
   */
  record Plan(
      boolean declared, List<String> steps, @Nullable String next, String hold, boolean auto) {}

  /**
   * Which requests are copied, and what of the answers is not compared, or not strictly.
   *
   * @param sample 0% for none
   */
  record Shadow(
      String sample,
      boolean writes,
      List<String> ignore,
      List<String> unordered,
      Map<String, BigDecimal> tolerance) {
    static @Nullable Shadow of(@Nullable ShadowSpec spec) {
      return spec == null
          ? null
          : new Shadow(
              spec.sample().toString(),
              spec.writes(),
              spec.compare().ignore(),
              spec.compare().unordered(),
              new TreeMap<>(spec.compare().tolerance()));
    }
  }

  /**
   * Answers by side, fallbacks, and canary requests without a key.
   *
   * @param legacyErrors requests that legacy answered with 5xx, or not at all
   * @param legacyMillis how long all its answers took together
   */
  record Counts(
      long legacy,
      long target,
      long fallbacks,
      long noKey,
      long legacyErrors,
      long targetErrors,
      long legacyMillis,
      long targetMillis) {
    static Counts of(RouteCounts counts) {
      return new Counts(
          counts.legacy(),
          counts.target(),
          counts.fallbacks(),
          counts.noKey(),
          counts.errors(Side.LEGACY),
          counts.errors(Side.TARGET),
          TimeUnit.NANOSECONDS.toMillis(counts.nanos(Side.LEGACY)),
          TimeUnit.NANOSECONDS.toMillis(counts.nanos(Side.TARGET)));
    }
  }

  /** {@code shadow}, {@code 10%}, {@code live}: a step as files write it. */
  static String step(StagePosition position) {
    return position.stage() == Stage.CANARY
        ? position.weight().toString()
        : position.stage().word();
  }
}
