package dev.ficus.gateway.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.migration.CutoverRules.Ruling;
import dev.ficus.gateway.route.Fixtures;
import dev.ficus.gateway.route.Fixtures.Settings;
import dev.ficus.gateway.route.PlanSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Stage;
import dev.ficus.gateway.route.Weight;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutoverRulesTest {

  private final Route plain = route(new Settings().target("orders"));
  private final Route planned = route(new Settings().target("orders").plan("5%", "25%", "live"));

  /** Every stage to every stage, without force. */
  @ParameterizedTest
  @CsvSource({
    "legacy,legacy,ok",
    "legacy,canary,ok",
    "legacy,live,ok",
    "legacy,retired,refused",
    "canary,legacy,ok",
    "canary,canary,ok",
    "canary,live,ok",
    "canary,retired,refused",
    "live,legacy,ok",
    "live,canary,ok",
    "live,live,ok",
    "live,retired,ok",
    "retired,legacy,refused",
    "retired,canary,refused",
    "retired,live,refused",
    "retired,retired,ok",
    "legacy,shadow,ok",
    "shadow,canary,ok",
    "canary,shadow,ok",
    "live,shadow,ok",
    "retired,shadow,refused"
  })
  void whichMovesAreAllowed(String from, String to, String expected) {
    Ruling ruling = set(plain, at(from), to, false);
    assertThat(ruling instanceof Ruling.Move ? "ok" : "refused").isEqualTo(expected);
    if (ruling instanceof Ruling.Move(StagePosition position, boolean _)) {
      assertThat(position).isEqualTo(at(to));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "legacy,retired",
    "canary,retired",
    "retired,legacy",
    "retired,canary",
    "retired,live"
  })
  void forceAllowsWhatTheStateForbids(String from, String to) {
    assertThat(set(plain, at(from), to, true)).isInstanceOf(Ruling.Move.class);
  }

  @Test
  void aShadowNeedsSomebodyToAsk() {
    assertThat(set(plain, at("legacy"), "shadow", false)).isInstanceOf(Ruling.Move.class);
    Route bare = route(new Settings());
    assertThat(refusal(set(bare, at("legacy"), "shadow", true)).message()).contains("target");
  }

  @Test
  void canaryNeedsAWeightFromSomewhere() {
    CutoverAction unweighted = new CutoverAction.SetStage(Stage.CANARY, null);
    Refusal refusal = refusal(CutoverRules.rule(plain, at("legacy"), false, unweighted, false));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
    Route declaring = route(new Settings().target("orders").weight("7%"));
    assertThat(CutoverRules.rule(declaring, at("legacy"), false, unweighted, false))
        .isEqualTo(new Ruling.Move(canary("7%"), false));
    assertThat(CutoverRules.rule(declaring, canary("30%"), false, unweighted, false))
        .isEqualTo(new Ruling.Move(canary("30%"), false));
  }

  @Test
  void weightGoesWithCanaryOnly() {
    CutoverAction action = new CutoverAction.SetStage(Stage.LIVE, Weight.parse("10%"));
    assertThat(refusal(CutoverRules.rule(plain, at("legacy"), false, action, false)).kind())
        .isEqualTo(Refusal.Kind.INVALID);
  }

  @ParameterizedTest
  @CsvSource({
    "legacy,canary 1%",
    "canary 0.5%,canary 1%",
    "canary 1%,canary 10%",
    "canary 20%,canary 50%",
    "canary 50%,live"
  })
  void promoteWithoutPlanTakesTheUsualSteps(String from, String to) {
    assertThat(promote(plain, at(from), false)).isEqualTo(new Ruling.Move(at(to), false));
  }

  @ParameterizedTest
  @CsvSource({
    "legacy,canary 5%",
    "canary 5%,canary 25%",
    "canary 10%,canary 25%",
    "canary 25%,live"
  })
  void promoteTakesTheNextStepOfThePlan(String from, String to) {
    assertThat(promote(planned, at(from), false)).isEqualTo(new Ruling.Move(at(to), false));
  }

  @ParameterizedTest
  @CsvSource({"live", "retired"})
  void promoteEndsAtLive(String from) {
    assertThat(refusal(promote(planned, at(from), false)).kind()).isEqualTo(Refusal.Kind.CONFLICT);
  }

  @Test
  void pausedPlanIsNotPromoted() {
    assertThat(refusal(promote(planned, at("legacy"), true)).message())
        .contains("paused")
        .contains("resume");
  }

  @Test
  void rollbackPausesAPlan() {
    CutoverAction rollback = new CutoverAction.Rollback(null);
    assertThat(CutoverRules.rule(planned, canary("25%"), false, rollback, false))
        .isEqualTo(new Ruling.Move(StagePosition.LEGACY, true));
    assertThat(CutoverRules.rule(plain, canary("25%"), false, rollback, false))
        .isEqualTo(new Ruling.Move(StagePosition.LEGACY, false));
  }

  @Test
  void rollbackGoesToAnEarlierStepOnly() {
    CutoverAction toFive = new CutoverAction.Rollback(PlanSpec.Step.parse("5%"));
    assertThat(CutoverRules.rule(planned, canary("25%"), false, toFive, false))
        .isEqualTo(new Ruling.Move(canary("5%"), true));
    assertThat(refusal(CutoverRules.rule(planned, canary("1%"), false, toFive, false)).message())
        .contains("earlier");
  }

  @Test
  void withoutTargetThereIsNowhereToGo() {
    Route bare = route(new Settings());
    assertThat(refusal(set(bare, at("legacy"), "live", true)).message()).contains("target");
  }

  @Test
  void withoutLegacyThereIsNoWayBack() {
    Route only = route(new Settings().target("orders").legacy("none"));
    assertThat(refusal(set(only, at("live"), "legacy", true)).message()).contains("legacy");
    assertThat(set(only, at("live"), "retired", false)).isInstanceOf(Ruling.Move.class);
  }

  @Test
  void gatesWithoutEvidenceHoldForwardMovesOnly() {
    Route gated =
        route(
            new Settings().target("orders").gates(Map.of("mismatchRate", "0.5%", "window", "1h")));
    Refusal refusal = refusal(set(gated, at("legacy"), "live", false));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.GATE);
    assertThat(refusal.gates()).extracting(GateReport::name).containsExactly("mismatchRate");
    assertThat(refusal.gates())
        .extracting(GateReport::verdict)
        .containsExactly(GateReport.Verdict.INCONCLUSIVE);
    assertThat(set(gated, at("legacy"), "live", true)).isInstanceOf(Ruling.Move.class);
    assertThat(set(gated, at("legacy"), "shadow", false)).isInstanceOf(Ruling.Move.class);
    assertThat(set(gated, at("live"), "legacy", false)).isInstanceOf(Ruling.Move.class);
  }

  private static Ruling set(Route route, StagePosition from, String to, boolean force) {
    StagePosition wanted = at(to);
    Weight weight = wanted.stage() == Stage.CANARY ? wanted.weight() : null;
    return CutoverRules.rule(
        route,
        from,
        false,
        new CutoverAction.SetStage(wanted.stage(), weight),
        force,
        () -> Unmeasured.gates(route));
  }

  private static Ruling promote(Route route, StagePosition from, boolean paused) {
    return CutoverRules.rule(route, from, paused, new CutoverAction.Promote(), false);
  }

  private static Refusal refusal(Ruling ruling) {
    assertThat(ruling).isInstanceOf(Ruling.Refused.class);
    return ((Ruling.Refused) ruling).refusal();
  }

  private static StagePosition canary(String weight) {
    return new StagePosition(Stage.CANARY, Weight.parse(weight));
  }

  /** {@code canary} alone is at 10 %. */
  private static StagePosition at(String words) {
    String[] parts = words.split(" ");
    @Nullable String weight = parts.length > 1 ? parts[1] : "10%";
    return new StagePosition(Stage.of(parts[0]).orElseThrow(), Weight.parse(weight));
  }

  private static Route route(Settings settings) {
    return Objects.requireNonNull(
        Fixtures.table(
                List.of(Fixtures.route("r", Fixtures.match("/api/orders/{id}"), settings.build())))
            .route("r"));
  }
}
