package dev.ficus.gateway.migration;

import static dev.ficus.gateway.route.Fixtures.file;
import static dev.ficus.gateway.route.Fixtures.match;
import static dev.ficus.gateway.route.Fixtures.route;
import static dev.ficus.gateway.route.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Fixtures;
import dev.ficus.gateway.route.Fixtures.Settings;
import dev.ficus.gateway.route.GroupSpec;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Making the files' word current. */
class TakeFilesTest {

  private final FakeStore store = new FakeStore();

  private static Settings at(Stage stage) {
    return new Settings().target("orders").stage(stage);
  }

  /** Two routes of a group, one alone, and one behind a gate. */
  private static RouteTable declaring(Stage stage) {
    return table(
        file(
            List.of(
                route("read", match("/read", "GET"), at(stage).group("g").build()),
                route("write", match("/write", "POST"), at(stage).group("g").build()),
                route("alone", match("/alone"), at(stage).build())),
            List.of(new GroupSpec(Fixtures.at("g"), new Settings().build())),
            List.of()));
  }

  private static RouteTable gated(Stage stage) {
    return table(
        List.of(
            route("free", match("/free"), at(stage).build()),
            route(
                "gated",
                match("/gated"),
                at(stage).gates(Map.of("mismatchRate", "0.5%")).build())));
  }

  private FakeInstance instance(String name, RouteTable table) {
    return new FakeInstance(name, store, new FakeInstance.Disk(), table, false);
  }

  private static CutoverOutcome take(FakeInstance instance, boolean force, boolean dryRun) {
    return instance.declarations.takeFiles("ann", force ? "known" : null, null, force, dryRun);
  }

  private static CutoverOutcome.Done done(CutoverOutcome outcome) {
    assertThat(outcome).isInstanceOf(CutoverOutcome.Done.class);
    return (CutoverOutcome.Done) outcome;
  }

  @Test
  void allThatDriftsMovesInOneRevision() {
    FakeInstance a = instance("a", declaring(Stage.LIVE));
    for (String route : List.of("alone", "read", "write")) {
      force(a, route);
    }
    long before = store.state.revision().number();

    assertThat(done(take(a, false, true)).changes()).hasSize(3);
    assertThat(store.state.revision().number()).isEqualTo(before);
    assertThat(done(take(a, false, false)).revision().number()).isEqualTo(before + 1);

    for (String route : List.of("alone", "read", "write")) {
      assertThat(a.at(route).stage()).isEqualTo(Stage.LIVE);
      assertThat(a.drifts(route)).isFalse();
    }
    assertThat(store.audit.getLast().what()).isEqualTo("take-files");
    assertThat(done(take(a, false, false)).changes()).isEmpty();
  }

  private static void force(FakeInstance instance, String route) {
    instance.cutovers.execute(
        new CutoverRequest(
            route, false, new CutoverAction.Rollback(null), null, true, false, "ann", "hurts"));
    assertThat(instance.drifts(route)).isTrue();
  }

  @Test
  void oneThatIsRefusedHoldsAllBackUnlessForced() {
    FakeInstance a = instance("a", gated(Stage.LEGACY));
    a.edit(gated(Stage.LIVE));
    a.rollback("free");
    assertThat(a.drifts("gated")).isTrue();

    a.told.clear();
    assertThat(take(a, false, true)).isInstanceOf(CutoverOutcome.Refused.class);
    assertThat(a.told).isEmpty();
    assertThat(take(a, false, false)).isInstanceOf(CutoverOutcome.Refused.class);
    assertThat(a.told).singleElement().asString().startsWith("refused gated to ann at ");
    assertThat(a.at("free").stage()).isEqualTo(Stage.LEGACY);
    assertThat(a.declarations.takeFiles("ann", " ", null, true, false))
        .isInstanceOf(CutoverOutcome.Refused.class);

    assertThat(done(take(a, true, false)).changes()).hasSize(2);
    assertThat(a.at("gated").stage()).isEqualTo(Stage.LIVE);
    assertThat(a.declarations.driftReason("gated")).isNull();
  }

  @Test
  void whoSawAnOlderRevisionTakesNothing() {
    FakeInstance a = instance("a", declaring(Stage.LIVE));
    a.rollback("alone");
    long now = store.state.revision().number();

    assertThat(a.declarations.takeFiles("ann", null, now - 1, false, false))
        .isEqualTo(new CutoverOutcome.Stale(now - 1, now));
    assertThat(done(a.declarations.takeFiles("ann", null, now, false, false)).changes()).hasSize(1);
  }

  @Test
  void withoutTheStoreNothingIsTaken() {
    FakeInstance a = instance("a", declaring(Stage.LIVE));
    a.rollback("alone");
    store.away = true;

    assertThat(take(a, false, false))
        .isEqualTo(new CutoverOutcome.Unavailable("the store is away", false));
    assertThat(a.at("alone").stage()).isEqualTo(Stage.LEGACY);
  }

  /** Both held files that the fleet had not listened to; afterwards both may edit again. */
  @Test
  void whatWasTakenCanBeEditedFromEveryInstance() {
    instance("first", declaring(Stage.LIVE));
    FakeInstance a = instance("a", declaring(Stage.LEGACY));
    FakeInstance b = instance("b", declaring(Stage.LEGACY));
    a.tick();
    assertThat(a.drifts("alone")).isTrue();

    take(a, false, false);
    assertThat(a.at("alone").stage()).isEqualTo(Stage.LEGACY);
    b.tick();
    b.edit(declaring(Stage.LIVE));
    assertThat(b.at("alone").stage()).isEqualTo(Stage.LIVE);
    assertThat(b.drifts("alone")).isFalse();

    FakeInstance c = instance("c", declaring(Stage.LEGACY));
    take(c, false, false);
    c.edit(declaring(Stage.LIVE));
    assertThat(c.at("alone").stage()).isEqualTo(Stage.LIVE);
  }

  @Test
  void whoIsTakenBackToLegacyIsTold() {
    FakeInstance a = instance("a", declaring(Stage.LEGACY));
    a.cutovers.execute(
        new CutoverRequest(
            "alone",
            false,
            new CutoverAction.SetStage(Stage.LIVE, null),
            null,
            false,
            false,
            "ann",
            null));
    assertThat(a.drifts("alone")).isTrue();
    long revision = done(take(a, false, false)).revision().number();
    assertThat(a.told).containsExactly("rolled back alone by ann at " + revision);
  }
}
