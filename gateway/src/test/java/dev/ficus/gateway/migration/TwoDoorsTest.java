package dev.ficus.gateway.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Fixtures;
import dev.ficus.gateway.route.Fixtures.Settings;
import dev.ficus.gateway.route.GroupSpec;
import dev.ficus.gateway.route.RouteFile;
import dev.ficus.gateway.route.RouteSettings;
import dev.ficus.gateway.route.RouteSpec;
import dev.ficus.gateway.route.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Stage and weight can be changed in the file or through the admin API; the latest word counts. */
class TwoDoorsTest {

  private final FakeStore store = new FakeStore();

  @Test
  void fileEditTakesEffectForTheFleet() {
    FakeInstance one = start("one", "legacy");
    FakeInstance two = start("two", "legacy");
    one.edit(declaring("canary 10%"));
    two.tick();
    assertThat(one.at("r")).isEqualTo(Positions.of("canary 10%"));
    assertThat(two.at("r")).isEqualTo(Positions.of("canary 10%"));
    assertThat(store.audit.getLast().what()).isEqualTo("declared");
    assertThat(store.audit.getLast().who()).isEqualTo("file:routes/test.yaml");
  }

  @Test
  void secondInstanceBringsTheSameEditWithoutEffect() {
    FakeInstance one = start("one", "legacy");
    FakeInstance two = start("two", "legacy");
    one.edit(declaring("live"));
    long before = store.state.revision().number();
    two.edit(declaring("live"));
    assertThat(store.state.revision().number()).isEqualTo(before);
    assertThat(two.at("r")).isEqualTo(Positions.of("live"));
    assertThat(two.drifts("r")).isFalse();
  }

  @Test
  void slowFileSyncAfterRollbackChangesNothing() {
    FakeInstance one = start("one", "legacy");
    FakeInstance two = start("two", "legacy");
    one.edit(declaring("live"));
    assertThat(one.rollback("r")).isInstanceOf(CutoverOutcome.Done.class);
    two.tick();
    two.edit(declaring("live"));
    one.tick();
    assertThat(one.at("r")).isEqualTo(StagePosition.LEGACY);
    assertThat(two.at("r")).isEqualTo(StagePosition.LEGACY);
    assertThat(two.drifts("r")).isTrue();
    assertThat(one.drifts("r")).isTrue();
  }

  @Test
  void slowSyncOfAnOlderEditChangesNothing() {
    FakeInstance one = start("one", "legacy");
    FakeInstance two = start("two", "legacy");
    one.edit(declaring("live"));
    one.edit(declaring("legacy"));
    two.tick();
    // The first of the two edits reaches the second instance only now.
    two.edit(declaring("live"));
    assertThat(two.at("r")).isEqualTo(StagePosition.LEGACY);
    assertThat(two.drifts("r")).isTrue();
    assertThat(two.declarations.driftReason("r")).contains("older");
    two.edit(declaring("legacy"));
    assertThat(two.drifts("r")).isFalse();
    two.edit(declaring("canary 5%"));
    assertThat(two.at("r")).as("a new edit counts again").isEqualTo(Positions.of("canary 5%"));
  }

  @Test
  void apiAfterFileAndFileAfterApi() {
    FakeInstance one = start("one", "legacy");
    one.set("r", "live");
    assertThat(one.drifts("r")).isTrue();
    one.edit(declaring("canary 20%"));
    assertThat(one.at("r")).isEqualTo(Positions.of("canary 20%"));
    one.set("r", "canary 30%");
    assertThat(one.at("r")).isEqualTo(Positions.of("canary 30%"));
  }

  @Test
  void routeWithoutStageBelongsToTheApiAndNeverDrifts() {
    FakeInstance one = start("one", null);
    assertThat(one.at("r")).isEqualTo(StagePosition.LEGACY);
    one.set("r", "live");
    one.tick();
    assertThat(one.drifts("r")).isFalse();
    FakeInstance again = start("one", null);
    assertThat(again.at("r")).isEqualTo(Positions.of("live"));
  }

  @Test
  void stageThatIsTakenOutOfTheFileStaysInForce() {
    FakeInstance one = start("one", "legacy");
    one.edit(declaring("live"));
    one.edit(declaring(null));
    assertThat(one.at("r")).isEqualTo(Positions.of("live"));
    one.edit(declaring("canary 1%"));
    assertThat(one.at("r")).isEqualTo(Positions.of("canary 1%"));
  }

  @Test
  void sharedStateWinsAtStart() {
    start("one", "legacy").set("r", "live");
    FakeInstance again = start("one", "canary 10%");
    assertThat(again.at("r")).isEqualTo(Positions.of("live"));
    assertThat(again.drifts("r")).isTrue();
    assertThat(again.declarations.driftReason("r")).contains("start");
  }

  @Test
  void applyMakesADifferentDeclarationAtStartAnEdit() {
    start("one", "legacy").set("r", "live");
    FakeInstance again =
        new FakeInstance("one", store, new FakeInstance.Disk(), declaring("canary 10%"), true);
    assertThat(again.at("r")).isEqualTo(Positions.of("canary 10%"));
    // The same files once more are no edit: what was steered since stays.
    again.set("r", "live");
    FakeInstance third =
        new FakeInstance("one", store, new FakeInstance.Disk(), declaring("canary 10%"), true);
    assertThat(third.at("r")).isEqualTo(Positions.of("live"));
  }

  @Test
  void forwardEditMeetsTheGates() {
    FakeInstance one =
        new FakeInstance("one", store, new FakeInstance.Disk(), gated("legacy"), false);
    one.edit(gated("live"));
    assertThat(one.at("r")).isEqualTo(StagePosition.LEGACY);
    assertThat(one.drifts("r")).isTrue();
    assertThat(one.declarations.driftReason("r")).contains("gates");
  }

  @Test
  void editDuringAnOutageIsSubmittedWhenTheStoreReturns() {
    FakeInstance one = start("one", "legacy");
    store.away = true;
    one.edit(declaring("canary 10%"));
    assertThat(one.at("r")).isEqualTo(StagePosition.LEGACY);
    store.away = false;
    one.tick();
    assertThat(one.at("r")).isEqualTo(Positions.of("canary 10%"));
  }

  @Test
  void groupIsDeclaredAsOneRevision() {
    FakeInstance one =
        new FakeInstance("one", store, new FakeInstance.Disk(), group("legacy", null), false);
    long before = store.state.revision().number();
    one.edit(group("canary 25%", null));
    assertThat(store.state.revision().number()).isEqualTo(before + 1);
    assertThat(one.at("a")).isEqualTo(one.at("b")).isEqualTo(Positions.of("canary 25%"));
  }

  @Test
  void groupStaysWholeWhenOneOfItsRoutesIsRefused() {
    Map<String, String> gates = Map.of("mismatchRate", "1%");
    FakeInstance one =
        new FakeInstance("one", store, new FakeInstance.Disk(), group("legacy", gates), false);
    one.edit(group("live", gates));
    assertThat(one.at("a")).isEqualTo(one.at("b")).isEqualTo(StagePosition.LEGACY);
    assertThat(one.declarations.driftReason("a")).contains("gates");
    assertThat(one.declarations.driftReason("b")).contains("gates");
  }

  @Test
  void stateOfARemovedRouteIsForgotten() {
    FakeInstance one = start("one", "live");
    assertThat(store.state.routes()).containsKey("r");
    RouteFile without = Fixtures.file(List.of(), List.of(), List.of("r"));
    one.edit(Fixtures.table(without));
    assertThat(store.state.routes()).isEmpty();
  }

  private FakeInstance start(String name, @Nullable String declared) {
    return new FakeInstance(name, store, new FakeInstance.Disk(), declaring(declared), false);
  }

  private static RouteTable declaring(@Nullable String position) {
    return Fixtures.table(List.of(route("r", position, settings())));
  }

  private static RouteTable gated(String position) {
    Settings gated = settings().gates(Map.of("mismatchRate", "1%"));
    return Fixtures.table(List.of(route("r", position, gated)));
  }

  /** Routes a and b of one group; only a has gates. */
  private static RouteTable group(String position, @Nullable Map<String, String> gates) {
    Settings a = settings().group("g");
    List<RouteSpec> routes = new ArrayList<>();
    routes.add(route("a", position, gates == null ? a : a.gates(gates)));
    routes.add(route("b", position, settings().group("g")));
    GroupSpec group = new GroupSpec(Fixtures.at("g"), RouteSettings.UNSAID);
    return Fixtures.table(Fixtures.file(routes, List.of(group), List.of()));
  }

  private static Settings settings() {
    return new Settings().target("orders").stickyBy("header:X-User-Id");
  }

  private static RouteSpec route(String id, @Nullable String position, Settings settings) {
    if (position != null) {
      StagePosition declared = Positions.of(position);
      settings.stage(declared.stage()).weight(declared.weight().toString());
    }
    return Fixtures.route(id, Fixtures.match("/" + id + "/{id}"), settings.build());
  }
}
