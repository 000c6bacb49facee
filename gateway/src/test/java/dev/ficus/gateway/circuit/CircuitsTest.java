package dev.ficus.gateway.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.circuit.Admission.Pass;
import dev.ficus.gateway.circuit.Admission.Probe;
import dev.ficus.gateway.circuit.Admission.Refuse;
import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Upstream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CircuitsTest {

  private static final CircuitKey A = new CircuitKey("orders", "a");
  private static final AuditEvent EVENT =
      new AuditEvent(Instant.EPOCH, "anna", "circuit", "orders/a", "x", null, 0, Map.of());

  private final FakeCircuitStore store = new FakeCircuitStore();
  private final List<FakeBreaker> breakers = new ArrayList<>();
  private final List<Node> fleet = new ArrayList<>();
  private RouteTable table = CircuitTables.table(CircuitTables.DEFAULT);
  private long passed;

  private static final class FakeBreaker implements LocalBreaker {
    final @Nullable Duration seed;
    boolean open;
    int failures;
    int others;

    FakeBreaker(@Nullable Duration seed) {
      this.seed = seed;
      open = seed != null;
    }

    @Override
    public boolean tryAcquire() {
      return !open;
    }

    @Override
    public void completed(boolean failure, long nanos) {
      failures += failure ? 1 : 0;
      others += failure ? 0 : 1;
    }

    @Override
    public void released() {
      others++;
    }

    @Override
    public boolean isOpen() {
      return open;
    }
  }

  /** An instance whose clock began somewhere. */
  private final class Node {
    final long offset;
    final Circuits circuits;

    Node(String name, long offset) {
      this.offset = offset;
      circuits =
          new Circuits(
              store,
              (key, policy, openFor) -> {
                breakers.add(new FakeBreaker(openFor));
                return breakers.getLast();
              },
              this::now,
              name);
      circuits.use(table);
      assertThat(circuits.tick()).isTrue();
    }

    long now() {
      return offset + passed;
    }

    Admission admit(String route) {
      return circuits.admit(
          CircuitTables.route(table, route), CircuitTables.target(table, route), now());
    }

    void call(String route, int times, Verdict verdict) {
      for (int i = 0; i < times; i++) {
        admit(route).completed(verdict, 1_000_000);
      }
    }

    Circuit circuit() {
      return Objects.requireNonNull(
          circuits.circuit(CircuitTables.route(table, "a"), CircuitTables.target(table, "a")));
    }

    boolean admitsCopy(boolean clientsToo) {
      return circuit().admitsCopy(clientsToo, now());
    }

    boolean isPauseOver() {
      return circuit().isPauseOver(now());
    }

    CircuitView view() {
      return circuits.views().stream().filter(v -> v.key().equals(A)).findFirst().orElseThrow();
    }
  }

  @BeforeEach
  void threeInstances() {
    fleet.add(new Node("x", 0));
    fleet.add(new Node("y", Long.MAX_VALUE - 1_000_000_000));
    fleet.add(new Node("z", -30_000_000_000L));
  }

  private void pass(long millis) {
    passed += millis * 1_000_000;
    store.millis += millis;
  }

  private void tick() {
    fleet.forEach(node -> node.circuits.tick());
  }

  private Node x() {
    return fleet.getFirst();
  }

  private Node y() {
    return fleet.get(1);
  }

  /** Until all have been heard and have heard. */
  private void settle() {
    tick();
    pass(250);
    tick();
    tick();
  }

  private void open() {
    fleet.forEach(node -> node.call("a", 10, Verdict.FAILURE));
    settle();
    assertThat(fleet).allSatisfy(n -> assertThat(n.admit("a")).isInstanceOf(Refuse.class));
  }

  /** The lease's request, from whichever instance got it. */
  private Probe probe() {
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      for (Node node : fleet) {
        if (node.admit("a") instanceof Probe probe) {
          probes.add(probe);
        }
      }
      tick();
    }
    assertThat(probes).hasSize(1);
    return probes.getFirst();
  }

  @Test
  void failuresOfAllAddUp() {
    x().call("a", 7, Verdict.FAILURE);
    y().call("a", 6, Verdict.SUCCESS);
    settle();
    assertThat(x().admit("a")).isInstanceOf(Pass.class);
    fleet.get(2).call("a", 7, Verdict.FAILURE);
    tick();
    tick();
    assertThat(fleet).allSatisfy(n -> assertThat(n.admit("a")).isInstanceOf(Refuse.class));
    assertThat(fleet).allSatisfy(n -> assertThat(n.admit("b")).isInstanceOf(Pass.class));
  }

  @Test
  void oneBrokenInstanceOfThreeDoesNotOpenIt() {
    for (int tick = 0; tick < 600; tick++) {
      x().call("a", 20, Verdict.FAILURE);
      y().call("a", 20, Verdict.SUCCESS);
      fleet.get(2).call("a", 20, Verdict.SUCCESS);
      // It is always the first to report.
      tick();
      pass(100);
    }
    assertThat(store.state(A).epoch()).isZero();
    assertThat(x().admit("a")).isInstanceOf(Pass.class);
  }

  /** Without a request of a client there is no probe; copies have to know when they may try. */
  @Test
  void anOpenOneWhosePauseIsOverIsAQuestionAndNotAFact() {
    open();
    assertThat(fleet).noneMatch(Node::isPauseOver).noneMatch(node -> node.admitsCopy(false));
    pass(60_000);
    tick();
    assertThat(fleet).allMatch(Node::isPauseOver).allMatch(node -> node.circuit().isOpen());
    assertThat(fleet).allMatch(node -> node.admitsCopy(false));
    assertThat(fleet).as("a client is to be the probe").noneMatch(n -> n.admitsCopy(true));
    Probe probe = probe();
    assertThat(fleet).as("while somebody tries").allMatch(Node::isPauseOver);
    probe.completed(Verdict.FAILURE, 1_000_000);
    settle();
    assertThat(fleet).noneMatch(Node::isPauseOver);
  }

  @Test
  void manyQuietCircuitsTakeTurnsAndThoseThatOnlyWatchWaitLonger() {
    String[] ids = IntStream.range(0, 300).mapToObj(i -> "r" + i).toArray(String[]::new);
    table = CircuitTables.table(CircuitTables.DEFAULT, ids);
    Circuits circuits = x().circuits;
    circuits.use(table);
    for (String id : ids) {
      Route route = CircuitTables.route(table, id);
      for (Upstream side : sides(id)) {
        circuits.admit(route, side, x().now()).completed(Verdict.SUCCESS, 1_000_000);
      }
    }
    // 602 circuits: six turns, and 18 for those of legacy.
    for (int tick = 0; tick < 6; tick++) {
      circuits.tick();
    }
    assertThat(told(circuits, "orders")).isEqualTo(300);
    assertThat(told(circuits, "monolith")).isBetween(90L, 110L);
    for (int tick = 0; tick < 12; tick++) {
      circuits.tick();
    }
    assertThat(told(circuits, "monolith")).isEqualTo(300);
    // What goes wrong is told of at once.
    circuits
        .admit(CircuitTables.route(table, "r7"), CircuitTables.target(table, "r7"), x().now())
        .completed(Verdict.FAILURE, 1_000_000);
    circuits.tick();
    assertThat(circuits.views()).filteredOn(view -> view.window().failures() == 1).hasSize(1);
  }

  private List<Upstream> sides(String id) {
    Upstream legacy = Objects.requireNonNull(CircuitTables.route(table, id).legacy());
    return List.of(legacy, CircuitTables.target(table, id));
  }

  private static long told(Circuits circuits, String upstream) {
    return circuits.views().stream()
        .filter(view -> view.key().upstream().equals(upstream) && view.window().calls() == 1)
        .count();
  }

  @Test
  void refusalSaysHowLongToWaitByEachClock() {
    open();
    pass(4_500);
    for (Node node : fleet) {
      Refuse refuse = (Refuse) node.admit("a");
      assertThat(refuse.retryAfterSeconds(node.now())).isEqualTo(11);
    }
    pass(60_000);
    assertThat(((Refuse) x().admit("a")).retryAfterSeconds(x().now())).isEqualTo(1);
  }

  @Test
  void admittingAllocatesNothingNew() {
    assertThat(x().admit("a")).isSameAs(x().admit("a"));
    open();
    assertThat(x().admit("a")).isSameAs(x().admit("a"));
  }

  @Test
  void nobodyProbesBeforeThePauseIsOverOrWithoutTraffic() {
    open();
    pass(14_900);
    fleet.forEach(node -> node.admit("a"));
    tick();
    assertThat(store.granted).isZero();
    pass(2_000);
    tick();
    assertThat(store.granted).isZero();
    x().admit("a");
    tick();
    assertThat(store.granted).isEqualTo(1);
  }

  @Test
  void oneProbeAtATimeClosesItAfterThree() {
    open();
    pass(15_000);
    for (int i = 0; i < 3; i++) {
      Probe probe = probe();
      assertThat(probe.lease().start(startTime(probe))).isTrue();
      assertThat(store.state(A).phase()).isEqualTo(CircuitPhase.HALF_OPEN);
      probe.completed(Verdict.SUCCESS, 1_000_000);
      tick();
    }
    tick();
    assertThat(store.state(A).phase()).isEqualTo(CircuitPhase.CLOSED);
    assertThat(store.granted).isEqualTo(3);
    assertThat(fleet).allSatisfy(n -> assertThat(n.admit("a")).isInstanceOf(Pass.class));
  }

  private long startTime(Probe probe) {
    String owner = probe.lease().granted().owner();
    return fleet.get("xyz".indexOf(owner)).now();
  }

  @Test
  void failedProbeOpensItForTwiceAsLong() {
    open();
    for (long pause : new long[] {15_000, 30_000, 60_000, 120_000, 120_000}) {
      assertThat(store.state(A).openUntilMillis() - store.millis).isEqualTo(pause);
      pass(pause);
      Probe probe = probe();
      assertThat(probe.lease().start(startTime(probe))).isTrue();
      probe.completed(Verdict.FAILURE, 1_000_000);
      tick();
    }
    assertThat(store.state(A).trips()).isEqualTo(6);
  }

  @Test
  void unusedLeaseGoesBackAndTheNextIsToBeHadAtOnce() {
    open();
    pass(15_000);
    Probe probe = probe();
    pass(1_000);
    tick();
    assertThat(probe.lease().start(startTime(probe))).isFalse();
    assertThat(probe()).isNotEqualTo(probe);
    assertThat(store.granted).isEqualTo(2);
  }

  @Test
  void leaseInUseIsRenewedAndNobodyElseProbes() {
    open();
    pass(15_000);
    Probe probe = probe();
    assertThat(probe.lease().start(startTime(probe))).isTrue();
    for (int i = 0; i < 600; i++) {
      pass(100);
      fleet.forEach(node -> node.admit("a"));
      tick();
    }
    assertThat(store.granted).isEqualTo(1);
    probe.completed(Verdict.SUCCESS, 60_000_000_000L);
    tick();
    assertThat(store.state(A).successes()).isEqualTo(1);
  }

  @Test
  void proberThatDiesLosesItsLeaseAndItsLateWordIsIgnored() {
    open();
    pass(15_000);
    Probe lost = probe();
    assertThat(lost.lease().start(startTime(lost))).isTrue();
    Node dead = fleet.remove("xyz".indexOf(lost.lease().granted().owner()));
    int grantedAfter = 0;
    for (int i = 0; i < 159; i++) {
      pass(100);
      fleet.forEach(node -> node.admit("a"));
      tick();
    }
    assertThat(store.granted).as("within the interval of probes").isEqualTo(1);
    pass(200);
    fleet.forEach(node -> node.admit("a"));
    tick();
    assertThat(store.granted).isEqualTo(2);

    long epoch = store.state(A).epoch();
    lost.completed(Verdict.FAILURE, 1);
    dead.circuits.tick();
    assertThat(store.state(A).epoch()).isEqualTo(epoch);
    assertThat(store.state(A).phase()).isEqualTo(CircuitPhase.HALF_OPEN);
  }

  @Test
  void probeWithoutVerdictWaitsItsTimeOnlyIfItWasSent() {
    open();
    pass(15_000);
    probe().completed(Verdict.NONE, 1);
    tick();
    Probe sent = probe();
    assertThat(store.granted).isEqualTo(2);
    assertThat(sent.lease().start(startTime(sent))).isTrue();
    sent.completed(Verdict.NONE, 1);
    for (int i = 0; i < 14; i++) {
      fleet.forEach(node -> node.admit("a"));
      tick();
      pass(1_000);
    }
    assertThat(store.granted).isEqualTo(2);
    assertThat(store.state(A).trips()).isEqualTo(1);
  }

  @Test
  void lateResultsOfCallsFromBeforeItOpenedDoNotCount() {
    List<Admission> early = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      early.add(x().admit("a"));
    }
    open();
    pass(15_000);
    for (int i = 0; i < 3; i++) {
      Probe probe = probe();
      assertThat(probe.lease().start(startTime(probe))).isTrue();
      probe.completed(Verdict.SUCCESS, 1);
      tick();
    }
    tick();
    assertThat(x().admit("a")).isInstanceOf(Pass.class);
    early.forEach(call -> call.completed(Verdict.FAILURE, 1));
    settle();
    assertThat(x().admit("a")).isInstanceOf(Pass.class);
  }

  @Test
  void clientsThatLeaveCountNeitherWay() {
    x().call("a", 1_000, Verdict.NONE);
    tick();
    assertThat(x().view().window()).isEqualTo(CallCounts.NONE);
    assertThat(x().admit("a")).isInstanceOf(Pass.class);
  }

  @Test
  void slowCallsOpenItAndASlowProbeHasNotSucceeded() {
    table = CircuitTables.table(CircuitTables.slow(Duration.ofMillis(500)));
    fleet.forEach(node -> node.circuits.use(table));
    tick();
    for (int i = 0; i < 20; i++) {
      x().admit("a").completed(Verdict.SUCCESS, i < 4 ? 500_000_000 : 499_999_999);
    }
    settle();
    assertThat(x().admit("a")).isInstanceOf(Refuse.class);
    pass(15_000);
    Probe probe = probe();
    assertThat(probe.lease().start(startTime(probe))).isTrue();
    probe.completed(Verdict.SUCCESS, 500_000_000);
    tick();
    assertThat(store.state(A).trips()).isEqualTo(2);
  }

  @Test
  void withoutTheStoreEachGoesOnFromTheLastSharedState() {
    open();
    pass(5_000);
    store.away = true;
    pass(1_000);
    tick();
    assertThat(x().circuits.trouble()).contains("away");
    assertThat(x().admit("a")).isInstanceOf(Refuse.class);
    assertThat(breakers.getLast().seed).isEqualTo(Duration.ofSeconds(9));
    assertThat(x().circuits.views().getFirst().phase()).isEqualTo(CircuitPhase.CLOSED);
    assertThat(x().view().phase()).isEqualTo(CircuitPhase.OPEN);

    x().call("b", 3, Verdict.FAILURE);
    assertThat(breakers.getLast().seed).isNull();
    assertThat(breakers.getLast().failures).isEqualTo(3);
    breakers.getLast().open = true;
    assertThat(x().admit("b")).isInstanceOf(Refuse.class);
    assertThat(y().admit("b")).isInstanceOf(Pass.class);
  }

  @Test
  void storeThatIsBackRulesAgainAndIsNotToldOfTheOutage() {
    open();
    store.away = true;
    pass(1_000);
    tick();
    x().call("b", 100, Verdict.FAILURE);
    store.away = false;
    pass(1_000);
    tick();
    tick();
    assertThat(x().circuits.trouble()).isNull();
    assertThat(x().admit("a")).isInstanceOf(Refuse.class);
    assertThat(x().admit("b")).isInstanceOf(Pass.class);
    assertThat(store.state(new CircuitKey("orders", "b")).epoch()).isZero();
  }

  @Test
  void absentStoreIsAskedOnceASecond() {
    store.away = true;
    pass(1_000);
    tick();
    int before = store.asked;
    for (int i = 0; i < 30; i++) {
      pass(100);
      tick();
    }
    assertThat(store.asked - before).isEqualTo(9);
  }

  @Test
  void stateThatTheStoreHasLostIsPutBack() {
    open();
    CircuitState lost = store.state(A);
    store.flush();
    pass(1_000);
    tick();
    assertThat(store.state(A)).isEqualTo(lost);
    assertThat(fleet).allSatisfy(n -> assertThat(n.admit("a")).isInstanceOf(Refuse.class));
  }

  @Test
  void instanceThatComesLaterLearnsWhatIsOpen() {
    open();
    fleet.add(new Node("w", 77));
    assertThat(fleet.getLast().admit("a")).isInstanceOf(Refuse.class);
  }

  @Test
  void noticeIsTakenUpAtOnceAndWithoutOneAfterASecond() {
    x().call("a", 20, Verdict.FAILURE);
    x().circuits.tick();
    pass(250);
    x().circuits.tick();
    assertThat(y().admit("a")).isInstanceOf(Pass.class);
    y().circuits.tick();
    assertThat(y().admit("a")).isInstanceOf(Refuse.class);
  }

  @Test
  void operatorsWordHoldsForAllAndIsAudited() {
    x().circuits.setMode(A, CircuitMode.OPEN, EVENT);
    tick();
    Refuse refuse = (Refuse) y().admit("a");
    assertThat(refuse.retryAfterSeconds(y().now())).isEqualTo(15);
    pass(60_000);
    fleet.forEach(node -> node.admit("a"));
    tick();
    assertThat(store.granted).isZero();

    x().circuits.setMode(A, CircuitMode.CLOSED, EVENT);
    tick();
    y().call("a", 100, Verdict.FAILURE);
    settle();
    assertThat(y().admit("a")).isInstanceOf(Pass.class);
    assertThat(y().view().window().failures()).isEqualTo(100);

    CircuitView view = x().circuits.setMode(A, CircuitMode.AUTO, EVENT);
    assertThat(view.mode()).isEqualTo(CircuitMode.AUTO);
    assertThat(store.audit).hasSize(3);
    x().circuits.setMode(A, CircuitMode.AUTO, EVENT);
    assertThat(store.audit).hasSize(3);
    assertThatThrownBy(
            () -> x().circuits.setMode(new CircuitKey("no", null), CircuitMode.OPEN, EVENT))
        .hasMessage("no circuit 'no'");
  }

  @Test
  void newFilesKeepWhatIsKnownAndOldRequestsFindTheirCircuit() {
    open();
    RouteTable before = table;
    table = CircuitTables.table(CircuitTables.DEFAULT, "z", "a", "b");
    x().circuits.use(table);
    assertThat(x().admit("a")).isInstanceOf(Refuse.class);
    assertThat(
            x().circuits
                .admit(
                    CircuitTables.route(before, "a"), CircuitTables.target(before, "a"), x().now()))
        .isInstanceOf(Refuse.class);
    CircuitSpec watch = CircuitTables.spec(CircuitSpec.Mode.WATCH, null, null, null);
    table = CircuitTables.table(watch);
    x().circuits.use(table);
    assertThat(x().admit("a")).isInstanceOf(Pass.class);
    assertThat(y().admit("a")).isInstanceOf(Refuse.class);
  }

  @Test
  void scopeSaysWhatSharesAState() {
    table =
        CircuitTables.table(
            CircuitTables.spec(CircuitSpec.Mode.ON, CircuitSpec.Scope.UPSTREAM, null, null));
    fleet.forEach(node -> node.circuits.use(table));
    x().call("a", 10, Verdict.FAILURE);
    x().call("b", 10, Verdict.FAILURE);
    settle();
    assertThat(x().admit("a")).isInstanceOf(Refuse.class);
    assertThat(x().admit("b")).isInstanceOf(Refuse.class);
    assertThat(store.state(new CircuitKey("orders", null)).phase()).isEqualTo(CircuitPhase.OPEN);
  }

  @Test
  void legacyIsOnlyWatchedAndOffIsNoCircuit() {
    Upstream monolith = table.upstream("monolith");
    for (int i = 0; i < 100; i++) {
      x().circuits.admit(null, monolith, x().now()).completed(Verdict.FAILURE, 1);
      x().circuits
          .admit(CircuitTables.route(table, "a"), monolith, x().now())
          .completed(Verdict.FAILURE, 1);
    }
    settle();
    assertThat(x().circuits.admit(null, monolith, x().now())).isInstanceOf(Pass.class);
    assertThat(x().circuits.views())
        .filteredOn(view -> view.key().upstream().equals("monolith"))
        .hasSize(3)
        .allSatisfy(view -> assertThat(view.mode()).isEqualTo(CircuitMode.WATCH));
    assertThat(x().circuits.views())
        .filteredOn(view -> view.key().equals(new CircuitKey("monolith", null)))
        .singleElement()
        .satisfies(view -> assertThat(view.window()).isEqualTo(new CallCounts(100, 100, 0)));

    table = CircuitTables.table(CircuitTables.spec(CircuitSpec.Mode.OFF, null, null, null));
    x().circuits.use(table);
    assertThat(x().admit("a")).isSameAs(Pass.UNGUARDED);
    x().call("a", 100, Verdict.FAILURE);
    assertThat(
            x().circuits.circuit(CircuitTables.route(table, "a"), CircuitTables.target(table, "a")))
        .isNull();
  }

  @Test
  void shadowsOnlyLook() {
    Circuit circuit =
        x().circuits.circuit(CircuitTables.route(table, "a"), CircuitTables.target(table, "a"));
    assertThat(circuit).isNotNull();
    assertThat(circuit.isOpen()).isFalse();
    open();
    assertThat(circuit.isOpen()).isTrue();
    pass(20_000);
    for (int i = 0; i < 10; i++) {
      assertThat(circuit.isOpen()).isTrue();
      tick();
    }
    assertThat(store.granted).isZero();
  }

  @Test
  void subscribersHaveTheirOwn() {
    CircuitKey subscriber = new CircuitKey("orders", "payment-events/ledger");
    x().circuits.use(table, Map.of(subscriber, CircuitPolicy.DEFAULT));
    Circuit circuit = x().circuits.circuit(subscriber);
    assertThat(circuit).isNotNull();
    for (int i = 0; i < 20; i++) {
      circuit.admit(x().now()).completed(Verdict.FAILURE, 1);
    }
    settle();
    assertThat(circuit.admit(x().now())).isInstanceOf(Refuse.class);
    assertThat(x().admit("a")).isInstanceOf(Pass.class);
    x().circuits.use(table);
    assertThat(x().circuits.circuit(subscriber)).isNull();
  }

  @Test
  void filesThatChangeDuringAnOutageAreTakenUp() {
    open();
    store.away = true;
    pass(1_000);
    tick();
    CircuitSpec watch = CircuitTables.spec(CircuitSpec.Mode.WATCH, null, null, null);
    table = CircuitTables.table(watch);
    x().circuits.use(table);
    assertThat(x().admit("a")).isInstanceOf(Pass.class);
    table = CircuitTables.table(CircuitTables.DEFAULT, "a", "b", "new");
    x().circuits.use(table);
    assertThat(x().admit("a")).isInstanceOf(Refuse.class);
    assertThat(breakers.getLast().seed).isEqualTo(Duration.ofSeconds(14));
    assertThat(x().admit("new")).isInstanceOf(Pass.class);
    assertThat(breakers.getLast().seed).isNull();
  }
}
