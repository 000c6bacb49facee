package dev.ficus.gateway.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.route.Fixtures;
import dev.ficus.gateway.route.Fixtures.Settings;
import dev.ficus.gateway.route.RouteTable;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One state for all instances, through losses of the store. */
class SharedStateTest {

  private static final RouteTable TABLE =
      Fixtures.table(
          List.of(
              Fixtures.route(
                  "r",
                  Fixtures.match("/r/{id}"),
                  new Settings().target("orders").stickyBy("header:X-User-Id").build())));

  private final FakeStore store = new FakeStore();
  private final FakeInstance.Disk diskOfOne = new FakeInstance.Disk();
  private final FakeInstance one = start("one", diskOfOne);
  private final FakeInstance two = start("two", new FakeInstance.Disk());

  @Test
  void cutoverReachesTheOtherInstance() {
    CutoverOutcome.Done done = (CutoverOutcome.Done) one.set("r", "canary 10%");
    assertThat(done.revision().number()).isEqualTo(1);
    assertThat(done.convergence()).isNotNull();
    assertThat(done.convergence().behind()).containsExactly("two");
    two.tick();
    assertThat(two.at("r")).isEqualTo(Positions.of("canary 10%"));
  }

  @Test
  void ofTwoSimultaneousCutoversOneWins() {
    // Neither has heard of the other when it decides.
    assertThat(one.set("r", "canary 10%")).isInstanceOf(CutoverOutcome.Done.class);
    assertThat(two.set("r", "live")).isEqualTo(new CutoverOutcome.Conflict(1));
    assertThat(two.at("r")).isEqualTo(Positions.of("canary 10%"));
  }

  @Test
  void loserThatSaidWhatItHadSeenIsStale() {
    one.set("r", "canary 10%");
    assertThat(two.cutover("r", "live", 0L)).isEqualTo(new CutoverOutcome.Stale(0, 1));
    assertThat(two.cutover("r", "live", 1L)).isInstanceOf(CutoverOutcome.Done.class);
  }

  @Test
  void lostStateIsPutBack() {
    one.set("r", "live");
    two.tick();
    store.flush();
    tickBoth(4);
    assertThat(store.state.revision().number()).isEqualTo(2);
    assertThat(store.state.routes().get("r").stage().word()).isEqualTo("live");
    assertThat(one.at("r")).isEqualTo(two.at("r")).isEqualTo(Positions.of("live"));
    assertThat(store.audit).extracting(AuditEvent::what).containsOnlyOnce("recovered");
  }

  @Test
  void highestRevisionIsPutBack() {
    one.set("r", "canary 10%");
    two.tick();
    one.set("r", "live");
    // Only the first instance knows of the second cutover when the state is lost.
    store.flush();
    for (int i = 0; i < 4; i++) {
      two.tick();
      one.tick();
    }
    assertThat(store.state.revision().number()).isEqualTo(3);
    assertThat(one.at("r")).isEqualTo(two.at("r")).isEqualTo(Positions.of("live"));
  }

  @Test
  void otherHistoryOfTheSameLengthWins() {
    one.set("r", "canary 10%");
    RoutingState other = store.state;
    store.flush();
    RouteState live =
        new RouteState(
            dev.ficus.gateway.route.Stage.LIVE,
            dev.ficus.gateway.route.Weight.ALL,
            false,
            1,
            store.clock,
            "bob",
            null,
            null,
            java.util.Map.of());
    store.state = new RoutingState(new Revision(1, "another", ""), java.util.Map.of("r", live));
    one.tick();
    assertThat(one.at("r")).isEqualTo(Positions.of("live"));
    assertThat(other.revision().number()).isEqualTo(1);
  }

  @Test
  void cutoverWhileTheStoreHasLostItsStateIsNotDone() {
    one.set("r", "canary 10%");
    store.flush();
    assertThat(one.set("r", "live")).isInstanceOf(CutoverOutcome.Unavailable.class);
    assertThat(one.at("r")).isEqualTo(Positions.of("canary 10%"));
  }

  @Test
  void forwardNeedsTheStoreAndRollbackDoesNot() {
    one.set("r", "live");
    store.away = true;
    assertThat(one.set("r", "retired")).isInstanceOf(CutoverOutcome.Unavailable.class);
    assertThat(one.rollback("r")).isInstanceOf(CutoverOutcome.DoneLocally.class);
    assertThat(one.at("r")).isEqualTo(StagePosition.LEGACY);
    assertThat(one.routing.snapshot().active("r").overridden()).isTrue();
  }

  @Test
  void localRollbackBecomesARevision() {
    one.set("r", "live");
    two.tick();
    store.away = true;
    one.rollback("r");
    one.tick();
    store.away = false;
    one.tick();
    two.tick();
    assertThat(one.at("r")).isEqualTo(two.at("r")).isEqualTo(StagePosition.LEGACY);
    assertThat(one.routing.snapshot().overrides()).isEmpty();
    assertThat(diskOfOne.overrides).isEmpty();
    assertThat(store.state.route("r").changedBy()).isEqualTo("ann");
    assertThat(store.audit.getLast().what()).isEqualTo("rollback");
  }

  @Test
  void localRollbackSurvivesARestartWithoutTheStore() {
    one.set("r", "live");
    one.tick();
    store.away = true;
    one.rollback("r");
    FakeInstance restarted = start("one", diskOfOne);
    assertThat(restarted.at("r")).isEqualTo(StagePosition.LEGACY);
    store.away = false;
    restarted.tick();
    assertThat(store.state.route("r").stage().word()).isEqualTo("legacy");
  }

  @Test
  void whatWasDecidedAfterALocalRollbackUndoesIt() {
    one.set("r", "live");
    two.tick();
    store.away = true;
    one.rollback("r");
    store.away = false;
    // The second instance reaches the store first: rolled back there too, mended, and live again.
    store.clock = store.clock.plusSeconds(60);
    two.rollback("r");
    two.set("r", "live");
    one.tick();
    assertThat(one.at("r")).isEqualTo(Positions.of("live"));
    assertThat(one.routing.snapshot().overrides()).isEmpty();
  }

  @Test
  void aSlowClockDoesNotMakeALocalRollbackOld() {
    Duration slow = Duration.ofSeconds(-30);
    FakeInstance.Disk disk = new FakeInstance.Disk();
    FakeInstance behind = new FakeInstance("slow", store, disk, TABLE, false, slow);
    one.set("r", "canary 10%");
    behind.tick();
    store.clock = store.clock.plusSeconds(10);
    one.set("r", "live");
    // It has not heard of that yet when it loses the store, and is rolled back.
    store.clock = store.clock.plusSeconds(10);
    store.away = true;
    behind.rollback("r");
    store.away = false;
    behind.tick();
    one.tick();
    assertThat(behind.at("r")).isEqualTo(StagePosition.LEGACY);
    assertThat(one.at("r")).isEqualTo(StagePosition.LEGACY);
  }

  @Test
  void startsByTheDiskWithoutTheStore() {
    one.set("r", "live");
    one.tick();
    store.away = true;
    assertThat(start("one", diskOfOne).at("r")).isEqualTo(Positions.of("live"));
  }

  @Test
  void emptyStoreAtStartIsFilledFromTheDisk() {
    one.set("r", "live");
    one.tick();
    store.flush();
    FakeInstance again = start("one", diskOfOne);
    assertThat(again.at("r")).isEqualTo(Positions.of("live"));
    for (int i = 0; i < 4; i++) {
      again.tick();
    }
    assertThat(store.state.route("r").stage().word()).isEqualTo("live");
  }

  @Test
  void staleDiskNeverOverridesALivingStore() {
    one.set("r", "canary 10%");
    one.tick();
    FakeInstance.Disk old = new FakeInstance.Disk();
    old.state =
        new RoutingState(new Revision(99, "from another life", ""), diskOfOne.state.routes());
    FakeInstance again = start("old", old);
    again.tick();
    again.tick();
    again.tick();
    assertThat(store.state.revision().number()).isEqualTo(1);
    assertThat(again.routing.snapshot().state().revision().number()).isEqualTo(1);
  }

  @Test
  void dryRunChangesNothing() {
    CutoverOutcome outcome =
        one.cutovers.execute(
            new CutoverRequest(
                "r", false, Positions.action("live"), null, false, true, "ann", null));
    assertThat(((CutoverOutcome.Done) outcome).changes()).hasSize(1);
    assertThat(store.state.revision().number()).isZero();
    assertThat(one.at("r")).isEqualTo(StagePosition.LEGACY);
  }

  @Test
  void forceNeedsAReason() {
    CutoverOutcome outcome =
        one.cutovers.execute(
            new CutoverRequest(
                "r", false, Positions.action("retired"), null, true, false, "ann", " "));
    assertThat(((CutoverOutcome.Refused) outcome).refusals().getFirst().kind())
        .isEqualTo(Refusal.Kind.INVALID);
  }

  private FakeInstance start(String name, FakeInstance.Disk disk) {
    return new FakeInstance(name, store, disk, TABLE, false);
  }

  private void tickBoth(int times) {
    for (int i = 0; i < times; i++) {
      one.tick();
      two.tick();
    }
  }
}
