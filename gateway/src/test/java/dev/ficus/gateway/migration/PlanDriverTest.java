package dev.ficus.gateway.migration;

import static dev.ficus.gateway.route.Fixtures.file;
import static dev.ficus.gateway.route.Fixtures.match;
import static dev.ficus.gateway.route.Fixtures.route;
import static dev.ficus.gateway.route.Fixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.migration.GateReport.Verdict;
import dev.ficus.gateway.route.Fixtures;
import dev.ficus.gateway.route.Fixtures.Settings;
import dev.ficus.gateway.route.GroupSpec;
import dev.ficus.gateway.route.RouteSettings;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PlanDriverTest {

  private static final Duration HOLD = Duration.ofMinutes(10);

  private final FakeStore store = new FakeStore();
  private final Map<String, Verdict> verdicts = new HashMap<>();
  private final List<Integer> looks = new ArrayList<>();
  private final FakeInstance instance =
      new FakeInstance("one", store, new FakeInstance.Disk(), routes(), false);

  private static RouteTable routes() {
    return table(
        file(
            List.of(
                route("alone", match("/alone"), planned()),
                route("g", match("/g"), planned()),
                route("one", match("/one"), new Settings().target("orders").group("g").build()),
                route("two", match("/two"), new Settings().target("orders").group("g").build()),
                route(
                    "byhand",
                    match("/byhand"),
                    new Settings().target("orders").plan("shadow", "live").build())),
            List.of(new GroupSpec(Fixtures.at("g"), planned())),
            List.of()));
  }

  private static RouteSettings planned() {
    return new Settings().target("orders").autoPlan(HOLD, "shadow", "10%", "live").build();
  }

  private boolean leased = true;
  private long nanos;
  private String evidence = "first";
  private final Gatekeeper gatekeeper =
      new Gatekeeper() {
        @Override
        public List<GateReport> look(ActiveRoute route, int look) {
          return PlanDriverTest.this.look(route, look);
        }

        @Override
        public String evidence(ActiveRoute route) {
          return evidence;
        }
      };
  private final PlanDriver driver =
      new PlanDriver(instance.shared, cutovers(), gatekeeper, () -> leased, () -> nanos);

  private Cutovers cutovers() {
    return new Cutovers(instance.shared, (route, look) -> look(route, look), instance.heard);
  }

  private List<GateReport> look(ActiveRoute route, int look) {
    if (look > 0) {
      looks.add(look);
    }
    Verdict verdict = verdicts.getOrDefault(route.route().id(), Verdict.PASS);
    return List.of(new GateReport("mismatchRate", "1%", verdict, "measured"));
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    store.clock = store.clock.plus(time);
    driver.run();
    instance.tick();
  }

  @Test
  void goesToLiveByItselfOneHoldAfterTheOther() {
    List<String> way = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
      String at = instance.at("alone").toString();
      if (way.isEmpty() || !way.getLast().equals(at)) {
        way.add(at);
      }
    }
    assertThat(way).containsExactly("legacy", "shadow", "canary 10%", "live");
    assertThat(store.audit.getLast().who()).isEqualTo("plan");
  }

  @Test
  void waitsOnInconclusiveAndLooksAgainWhenEvidenceHasGrown() {
    verdicts.put("alone", Verdict.INCONCLUSIVE);
    for (int minute = 0; minute < 100; minute++) {
      pass(Duration.ofMinutes(1));
    }
    // A shadow hurts nobody, so that step needs no evidence.
    assertThat(instance.at("alone")).hasToString("shadow");
    assertThat(looks).isNotEmpty().hasSizeLessThan(10).isSorted();
    verdicts.put("alone", Verdict.PASS);
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(instance.at("alone").stage().word()).isIn("canary", "live");
  }

  /** However long it has waited in vain before. */
  @Test
  void looksAfterOneHoldWhenEvidenceStartsAnew() {
    verdicts.put("alone", Verdict.FAIL);
    for (int minute = 0; minute < 300; minute++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(instance.at("alone")).hasToString("shadow");
    verdicts.clear();
    evidence = "second";
    looks.clear();
    pass(Duration.ofSeconds(1));
    pass(HOLD.minusSeconds(1));
    assertThat(instance.at("alone")).hasToString("shadow");
    pass(Duration.ofSeconds(1));
    assertThat(instance.at("alone")).hasToString("canary 10%");
    assertThat(looks).as("it is a first look").isEmpty();
  }

  @Test
  void aFailedGateRollsBackWhileClientsAreSentThereAndPauses() {
    while (!instance.at("alone").toString().equals("canary 10%")) {
      pass(Duration.ofMinutes(1));
    }
    verdicts.put("alone", Verdict.FAIL);
    pass(Duration.ofSeconds(1));
    assertThat(instance.at("alone")).isEqualTo(StagePosition.LEGACY);
    assertThat(store.audit.getLast().reason()).contains("mismatchRate over 1%", "measured");
    assertThat(instance.told).singleElement().asString().startsWith("rolled back alone by plan");
    verdicts.clear();
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(instance.at("alone")).isEqualTo(StagePosition.LEGACY);
  }

  @Test
  void somebodyIsToldWhenAGateFailsInShadow() {
    verdicts.put("one", Verdict.INCONCLUSIVE);
    verdicts.put("alone", Verdict.FAIL);
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
    }
    // More evidence may come for the one; the other needs somebody.
    assertThat(instance.at("alone")).hasToString("shadow");
    assertThat(instance.told).singleElement().asString().startsWith("refused alone to plan at ");
  }

  @Test
  void aGroupMovesTogetherOrNotAtAll() {
    verdicts.put("one", Verdict.INCONCLUSIVE);
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(instance.at("one")).hasToString("shadow").isEqualTo(instance.at("two"));
    verdicts.clear();
    while (!instance.at("one").toString().equals("canary 10%")) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(instance.at("two")).isEqualTo(instance.at("one"));
    verdicts.put("two", Verdict.FAIL);
    pass(Duration.ofSeconds(1));
    assertThat(instance.at("one")).isEqualTo(StagePosition.LEGACY).isEqualTo(instance.at("two"));
  }

  @Test
  void aRouteAndAGroupOfOneNameDoNotHoldEachOtherUp() {
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(instance.at("g")).hasToString("live");
    assertThat(instance.at("one")).hasToString("live");
  }

  /** Somebody adds a route to a group whose others have long been live. */
  @Test
  void whoComesLateToAGroupTakesNobodyBack() {
    passAnHour();
    byHand("two", new CutoverAction.Rollback(null));
    byHand("two", new CutoverAction.Resume());
    List<String> way = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
      assertThat(instance.at("one")).hasToString("live");
      String at = instance.at("two").toString();
      if (way.isEmpty() || !way.getLast().equals(at)) {
        way.add(at);
      }
    }
    assertThat(way).containsExactly("legacy", "shadow", "canary 10%", "live");
  }

  /** Its legacy may be gone; the clients of the others are not to wait for that. */
  @Test
  void whatIsRetiredHoldsNoRollbackOfItsGroupUp() {
    passAnHour();
    byHand("two", new CutoverAction.Retire());
    verdicts.put("one", Verdict.FAIL);
    pass(Duration.ofSeconds(1));
    assertThat(instance.at("one")).isEqualTo(StagePosition.LEGACY);
    assertThat(instance.at("two").stage()).isEqualTo(Stage.RETIRED);
  }

  /** Evidence belongs to the last cutover, and so does the hold. */
  @Test
  void aPauseMovesNothing() {
    while (!instance.at("alone").toString().equals("canary 10%")) {
      pass(Duration.ofMinutes(1));
    }
    RouteState before = stateOf("alone");
    byHand("alone", new CutoverAction.Pause());
    assertThat(stateOf("alone")).isEqualTo(before.withPaused(true));
    byHand("alone", new CutoverAction.Resume());
    assertThat(stateOf("alone")).isEqualTo(before);
    assertThat(store.audit).extracting(AuditEvent::what).contains("pause", "resume");
  }

  private RouteState stateOf(String route) {
    return Objects.requireNonNull(
        Objects.requireNonNull(instance.routing.snapshot().active(route)).shared());
  }

  private void passAnHour() {
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
    }
  }

  private void byHand(String route, CutoverAction action) {
    assertThat(
            cutovers()
                .execute(
                    new CutoverRequest(route, false, action, null, true, false, "ann", "a test")))
        .isInstanceOf(CutoverOutcome.Done.class);
    instance.tick();
  }

  /** A lease may be held by two for a moment; what each has seen holds one of them back. */
  @Test
  void twoWhoDriveAtOnceTakeOneStep() {
    FakeInstance other = new FakeInstance("two", store, new FakeInstance.Disk(), routes(), false);
    PlanDriver second =
        new PlanDriver(
            other.shared,
            new Cutovers(other.shared, (route, look) -> look(route, look), other.heard),
            this::look,
            () -> true,
            () -> nanos);
    for (int minute = 0; minute < 11; minute++) {
      nanos += Duration.ofMinutes(1).toNanos();
      store.clock = store.clock.plus(Duration.ofMinutes(1));
      driver.run();
      second.run();
      instance.tick();
      other.tick();
    }
    assertThat(instance.at("alone")).hasToString("shadow");
    assertThat(store.audit.stream().filter(event -> event.subject().equals("alone"))).hasSize(1);
  }

  @Test
  void withoutTheLeaseNobodyDrives() {
    leased = false;
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(instance.at("alone")).isEqualTo(StagePosition.LEGACY);
  }

  @Test
  void aPlanThatIsNotAutomaticIsLeftAlone() {
    for (int minute = 0; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(instance.at("byhand")).isEqualTo(StagePosition.LEGACY);
  }
}
