package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.circuit.CallCounts;
import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.circuit.CircuitMode;
import dev.ficus.gateway.circuit.CircuitPhase;
import dev.ficus.gateway.circuit.CircuitPolicy;
import dev.ficus.gateway.circuit.CircuitState;
import dev.ficus.gateway.circuit.CircuitStore.Answer;
import dev.ficus.gateway.circuit.CircuitStore.Lease;
import dev.ficus.gateway.circuit.CircuitStore.Leased;
import dev.ficus.gateway.circuit.CircuitStore.Listing;
import dev.ficus.gateway.circuit.CircuitStore.Report;
import dev.ficus.gateway.circuit.CircuitsUnavailableException;
import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.Weight;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisCircuitStoreIT {

  private static final CircuitKey KEY = new CircuitKey("orders", "get-order");
  private static final String HASH = "ficus:{test}:circuits";
  private static final String FIELD = "c:orders/get-order";
  private static final String CALLS = "ficus:{test}:calls:orders/get-order";
  private static final CircuitPolicy POLICY = CircuitPolicy.DEFAULT;

  private static RedisProcess redis;
  private static final List<RedisConnections> connections = new ArrayList<>();

  private final List<RedisCircuitStore> stores = new ArrayList<>();
  private RedisCircuitStore store;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start();
    for (int i = 0; i < 3; i++) {
      connections.add(redis.connect());
    }
  }

  @AfterAll
  static void stop() {
    connections.forEach(RedisConnections::close);
    redis.close();
  }

  @BeforeEach
  void empty() throws IOException {
    redis.ask("FLUSHALL");
    connections.forEach(c -> stores.add(new RedisCircuitStore(c.link(), "test")));
    store = stores.getFirst();
  }

  private static CircuitPolicy policy(
      @Nullable Integer failures, @Nullable Duration slowCall, @Nullable Weight slowRate) {
    return CircuitPolicy.of(
        new CircuitSpec(
            CircuitSpec.Mode.ON,
            null,
            null,
            null,
            null,
            failures,
            slowCall,
            slowRate,
            null,
            null,
            null));
  }

  private static Answer report(
      RedisCircuitStore on, CircuitPolicy policy, CircuitState known, CallCounts counts) {
    return on.report(List.of(new Report(KEY, policy, known, counts))).getFirst();
  }

  private static Answer report(RedisCircuitStore on, long calls, long failures) {
    return report(on, POLICY, CircuitState.INITIAL, new CallCounts(calls, failures, 0));
  }

  /** What the circuit is after every instance has had its time to report. */
  private Answer decided(CircuitPolicy policy, CircuitState known) {
    return await("decision")
        .pollInterval(Duration.ofMillis(20))
        .until(() -> report(store, policy, known, CallCounts.NONE), a -> !a.undecided());
  }

  private CircuitState open() {
    report(store, 20, 20);
    CircuitState state = decided(POLICY, CircuitState.INITIAL).state();
    assertThat(state.phase()).isEqualTo(CircuitPhase.OPEN);
    return state;
  }

  private static String document() throws IOException {
    return redis.ask("HGET", HASH, FIELD).getFirst();
  }

  /** Lets time pass for a field. */
  private static void edit(String field, long value) throws IOException {
    String edited = document().replaceAll("\"" + field + "\":[0-9]+", "\"" + field + "\":" + value);
    redis.ask("HSET", HASH, FIELD, edited);
  }

  private CircuitState state() {
    return store.load("").orElseThrow().circuits().getOrDefault(KEY, CircuitState.INITIAL);
  }

  private Leased acquire(RedisCircuitStore on, String owner) {
    return on.acquire(KEY, POLICY, CircuitState.INITIAL, owner);
  }

  private Lease lease(String owner) {
    return Objects.requireNonNull(acquire(store, owner).lease());
  }

  @Test
  void countsOfThreeInstancesAddUp() {
    assertThat(report(stores.get(0), 7, 4).window()).isEqualTo(new CallCounts(7, 4, 0));
    assertThat(report(stores.get(1), 7, 4).window()).isEqualTo(new CallCounts(14, 8, 0));
    Answer third = report(stores.get(2), 6, 2);
    assertThat(third.window()).isEqualTo(new CallCounts(20, 10, 0));
    assertThat(third.undecided()).isTrue();

    Answer opened = decided(POLICY, CircuitState.INITIAL);
    assertThat(opened.state().phase()).isEqualTo(CircuitPhase.OPEN);
    assertThat(opened.state().epoch()).isEqualTo(1);
    assertThat(opened.state().trips()).isEqualTo(1);
    assertThat(opened.state().openUntilMillis() - opened.storeMillis()).isBetween(14_900L, 16_500L);
    assertThat(state()).isEqualTo(opened.state());
  }

  @Test
  void tooFewCallsOpenNothing() {
    report(store, 19, 19);
    assertThat(decided(POLICY, CircuitState.INITIAL).state()).isEqualTo(CircuitState.INITIAL);
    assertThat(state()).isEqualTo(CircuitState.INITIAL);
  }

  @Test
  void countOfFailuresAndShareOfSlowCallsOpenItToo() {
    CircuitPolicy five = policy(5, null, null);
    report(store, five, CircuitState.INITIAL, new CallCounts(1_000, 4, 0));
    assertThat(decided(five, CircuitState.INITIAL).state().epoch()).isZero();
    report(store, five, CircuitState.INITIAL, new CallCounts(1, 1, 0));
    CircuitState open = decided(five, CircuitState.INITIAL).state();
    assertThat(open.phase()).isEqualTo(CircuitPhase.OPEN);

    CircuitKey other = new CircuitKey("search", null);
    CircuitPolicy slow = policy(null, Duration.ofSeconds(1), new Weight(2_000));
    Report slowCalls = new Report(other, slow, CircuitState.INITIAL, new CallCounts(20, 0, 4));
    store.report(List.of(slowCalls));
    Report nothing = new Report(other, slow, CircuitState.INITIAL, CallCounts.NONE);
    await("slow")
        .until(
            () -> store.report(List.of(nothing)).getFirst().state().phase() == CircuitPhase.OPEN);
  }

  @Test
  void oneBrokenInstanceThatIsTheFirstToReportDoesNotDecideAlone() {
    report(stores.get(0), 30, 30);
    report(stores.get(1), 30, 0);
    report(stores.get(2), 30, 0);
    Answer all = decided(POLICY, CircuitState.INITIAL);
    assertThat(all.window()).isEqualTo(new CallCounts(90, 30, 0));
    assertThat(all.state().phase()).isEqualTo(CircuitPhase.CLOSED);
  }

  @Test
  void callsLeaveTheWindowAndLeaveNothingBehind() throws IOException {
    report(store, 19, 19);
    long bucket = Long.parseLong(redis.ask("HKEYS", CALLS).getFirst());
    redis.ask("HDEL", CALLS, Long.toString(bucket));
    redis.ask("HSET", CALLS, Long.toString(bucket - 10_000), "19 19 0");
    assertThat(report(store, 5, 5).window()).isEqualTo(new CallCounts(5, 5, 0));
    assertThat(redis.ask("HLEN", CALLS)).containsExactly("2");
    assertThat(Long.parseLong(redis.ask("PTTL", CALLS).getFirst())).isBetween(1L, 11_000L);
  }

  @Test
  void oneOfFiftySimultaneousAskersGetsTheProbe() throws Exception {
    open();
    assertThat(acquire(store, "early").lease()).isNull();
    edit("openUntil", 0);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Leased>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        int who = i;
        asked.add(
            threads.submit(
                () -> {
                  go.await();
                  return acquire(stores.get(who % 3), "instance-" + who);
                }));
      }
      go.countDown();
      int granted = 0;
      for (Future<Leased> answer : asked) {
        Leased leased = answer.get();
        granted += leased.lease() == null ? 0 : 1;
        assertThat(leased.answer().state().phase()).isEqualTo(CircuitPhase.HALF_OPEN);
      }
      assertThat(granted).isEqualTo(1);
    }
  }

  @Test
  void leaseOfADeadProberIsTakenOverAfterTheInterval() throws IOException {
    open();
    edit("openUntil", 0);
    Lease first = lease("dead");
    edit("leaseUntil", 0);
    assertThat(acquire(store, "next").lease()).as("within the interval").isNull();
    edit("openUntil", 0);
    Lease second = lease("next");
    assertThat(second.token()).isGreaterThan(first.token());

    CircuitState now = state();
    assertThat(store.renew(first).lease()).isNull();
    store.result(first, POLICY, false);
    store.release(first, POLICY, false);
    assertThat(state()).isEqualTo(now);
    assertThat(store.renew(second).lease()).isEqualTo(second);
  }

  @Test
  void lapsedLeaseIsLostEvenIfNobodyHasTakenItOver() throws IOException {
    open();
    edit("openUntil", 0);
    Lease lease = lease("stopped");
    edit("leaseUntil", 0);
    assertThat(store.renew(lease).lease()).isNull();
    assertThat(store.result(lease, POLICY, true).state().successes()).isZero();
  }

  @Test
  void leaseOutlivesNobodyWhoKeepsSilentForTwoSeconds() throws IOException {
    open();
    edit("openUntil", 0);
    Lease lease = lease("silent");
    edit("openUntil", 0);
    long begun = System.nanoTime();
    await("taken over").until(() -> acquire(store, "next").lease() != null);
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofMillis(1_500), Duration.ofMillis(4_000));
    assertThat(store.renew(lease).lease()).isNull();
  }

  @Test
  void threeSuccessesInARowCloseIt() throws IOException {
    CircuitState open = open();
    edit("openUntil", 0);
    for (int i = 1; i <= 2; i++) {
      Answer answer = store.result(lease("a"), POLICY, true);
      assertThat(answer.state().phase()).isEqualTo(CircuitPhase.HALF_OPEN);
      assertThat(answer.state().successes()).isEqualTo(i);
    }
    Answer closed = store.result(lease("b"), POLICY, true);
    assertThat(closed.state().phase()).isEqualTo(CircuitPhase.CLOSED);
    assertThat(closed.state().trips()).isZero();
    assertThat(closed.state().epoch()).isEqualTo(open.epoch() + 1);
    assertThat(acquire(store, "c").lease()).isNull();
    // What was counted before it opened says nothing about what comes after.
    assertThat(report(store, POLICY, closed.state(), new CallCounts(1, 1, 0)).window().calls())
        .isEqualTo(1);
  }

  @Test
  void successesAroundALapsedLeaseAreNotInARow() throws IOException {
    open();
    edit("openUntil", 0);
    store.result(lease("a"), POLICY, true);
    store.result(lease("a"), POLICY, true);
    lease("dead");
    edit("leaseUntil", 0);
    edit("openUntil", 0);
    assertThat(acquire(store, "b").answer().state().successes()).isZero();
  }

  @Test
  void pausesDoubleUpToTheCap() throws IOException {
    CircuitState state = open();
    for (long pause : new long[] {30_000, 60_000, 120_000, 120_000, 120_000}) {
      edit("openUntil", 0);
      Answer answer = store.result(lease("a"), POLICY, false);
      assertThat(answer.state().phase()).isEqualTo(CircuitPhase.OPEN);
      assertThat(answer.state().openUntilMillis() - answer.storeMillis())
          .isBetween(pause, pause * 11 / 10);
      assertThat(answer.state().epoch()).isEqualTo(state.epoch() + 1);
      state = answer.state();
    }
  }

  @Test
  void probeWithoutVerdictWaitsItsTimeOnlyIfItWasSent() throws IOException {
    open();
    edit("openUntil", 0);
    store.release(lease("a"), POLICY, false);
    Lease again = lease("b");
    Answer answer = store.release(again, POLICY, true);
    assertThat(answer.state().openUntilMillis() - answer.storeMillis()).isEqualTo(15_000);
    assertThat(acquire(store, "c").lease()).isNull();
  }

  @Test
  void countsOfAnotherEpochAreIgnored() {
    CircuitState open = open();
    Answer old = report(store, 100, 100);
    assertThat(old.window()).isEqualTo(CallCounts.NONE);
    assertThat(old.state()).isEqualTo(open);
  }

  @Test
  void operatorsWordBeatsTheCountsAndIsAuditedInTheSameStep() throws IOException {
    RedisAuditLog audit = new RedisAuditLog(connections.getFirst().link(), "test");
    Answer said =
        store.setMode(KEY, POLICY, CircuitState.INITIAL, CircuitMode.WATCH, States.event("r"));
    assertThat(said.state().mode()).isEqualTo(CircuitMode.WATCH);
    assertThat(audit.read("r", 10)).hasSize(1);
    report(store, POLICY, said.state(), new CallCounts(100, 100, 0));
    Answer watched = decided(POLICY, said.state());
    assertThat(watched.window().failures()).isEqualTo(100);
    assertThat(watched.state()).isEqualTo(said.state());

    CircuitState closed =
        store.setMode(KEY, POLICY, said.state(), CircuitMode.AUTO, States.event("r")).state();
    assertThat(closed.mode()).isNull();
    store.setMode(KEY, POLICY, said.state(), CircuitMode.AUTO, States.event("r"));
    assertThat(audit.read("r", 10)).hasSize(2);
    assertThat(report(store, POLICY, closed, CallCounts.NONE).window().calls()).isZero();
    report(store, POLICY, closed, new CallCounts(20, 20, 0));
    assertThat(decided(POLICY, closed).state().phase()).isEqualTo(CircuitPhase.OPEN);

    CircuitState open =
        store.setMode(KEY, POLICY, closed, CircuitMode.OPEN, States.event("r")).state();
    assertThat(open.mode()).isEqualTo(CircuitMode.OPEN);
    assertThat(acquire(store, "a").lease()).isNull();

    redis.ask("SET", "ficus:{test}:audit", "not a stream");
    assertThatThrownBy(
            () -> store.setMode(KEY, POLICY, open, CircuitMode.CLOSED, States.event("r")))
        .isInstanceOf(CircuitsUnavailableException.class)
        .hasMessageContaining("WRONGTYPE");
    assertThat(state().mode()).isEqualTo(CircuitMode.OPEN);
  }

  @Test
  void declaredWatchingNeverOpens() {
    CircuitPolicy watching = POLICY.watching();
    report(store, watching, CircuitState.INITIAL, new CallCounts(100, 100, 0));
    assertThat(decided(watching, CircuitState.INITIAL).state()).isEqualTo(CircuitState.INITIAL);
  }

  @Test
  void stateThatRedisHasLostIsPutBackByWhoKnowsTheMost() throws IOException {
    CircuitState open = open();
    redis.ask("FLUSHALL");
    assertThat(state()).isEqualTo(CircuitState.INITIAL);
    assertThat(report(stores.get(1), 5, 5).state()).isEqualTo(CircuitState.INITIAL);
    CircuitState back = report(store, POLICY, open, CallCounts.NONE).state();
    assertThat(back).isEqualTo(open);
    assertThat(report(stores.get(1), 5, 5).state()).isEqualTo(open);
    assertThat(state()).isEqualTo(open);
  }

  @Test
  void pauseThatIsPutBackEndsAlsoByASlowerClock() throws IOException {
    CircuitState open = open();
    redis.ask("FLUSHALL");
    CircuitState far =
        new CircuitState(
            CircuitPhase.OPEN, open.epoch(), open.openUntilMillis() + 3_600_000, 0, 1, 0, null, 0);
    Answer back = report(store, POLICY, far, CallCounts.NONE);
    assertThat(back.state().openUntilMillis() - back.storeMillis()).isEqualTo(120_000);
  }

  @Test
  void clockThatHasGoneBackByAnHourKeepsNothingOpenForAnHour() throws IOException {
    CircuitState open = open();
    edit("openUntil", open.openUntilMillis() + 3_600_000);
    Lease lease = lease("a");
    edit("leaseUntil", open.openUntilMillis() + 3_600_000);
    edit("openUntil", open.openUntilMillis() + 3_600_000);
    assertThat(lease("b").token()).isGreaterThan(lease.token());
  }

  @Test
  void documentsCarryAVersionAndKeepWhatANewerReleaseWrote() throws IOException {
    open();
    assertThat(document()).contains("\"v\":1");
    redis.ask("HSET", HASH, FIELD, document().replace("{", "{\"owners\":{\"team\":\"a\"},"));
    edit("openUntil", 0);
    store.result(lease("a"), POLICY, true);
    assertThat(document()).contains("\"owners\":{\"team\":\"a\"}", "\"successes\":1");
  }

  @Test
  void listingIsGivenOnlyIfSomethingHasChanged() {
    Listing none = store.load("").orElseThrow();
    assertThat(store.load(none.id())).isEmpty();
    report(store, 5, 0);
    assertThat(store.load(none.id())).as("counts alone change nothing").isEmpty();
    CircuitState open = open();
    Listing changed = store.load(none.id()).orElseThrow();
    assertThat(changed.circuits()).containsExactly(java.util.Map.entry(KEY, open));
    assertThat(store.load(changed.id())).isEmpty();
  }

  @Test
  void otherInstancesAreTold() {
    AtomicInteger told = new AtomicInteger();
    try (RedisCircuitStore other = stores.get(1)) {
      other.onChange(told::incrementAndGet);
      await("subscribed").until(() -> told.get() > 0);
      int before = told.get();
      open();
      await("told").until(() -> told.get() > before);
    }
  }

  @Test
  void aThousandCircuitsAreReportedInTenBatches() {
    long longest = 0;
    for (int batch = 0; batch < 10; batch++) {
      List<Report> reports = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        CircuitKey key = new CircuitKey("orders", "route-" + batch + "-" + i);
        reports.add(new Report(key, POLICY, CircuitState.INITIAL, new CallCounts(10, i % 2, 0)));
      }
      long begun = System.nanoTime();
      List<Answer> answers = store.report(reports);
      longest = Math.max(longest, System.nanoTime() - begun);
      assertThat(answers).hasSize(100);
      assertThat(answers.get(99).key()).isEqualTo(reports.get(99).key());
      assertThat(answers.get(99).window()).isEqualTo(new CallCounts(10, 1, 0));
    }
    System.out.println("100 circuits in one report: at most " + longest / 1_000 + " us");
  }

  @Test
  void scriptsThatRedisHasForgottenAreSentAgain() throws IOException {
    report(store, 5, 0);
    redis.ask("SCRIPT", "FLUSH");
    assertThat(report(store, 5, 0).window().calls()).isEqualTo(10);
  }

  @Test
  void fleetsDoNotMeet() {
    open();
    RedisCircuitStore other = new RedisCircuitStore(connections.getFirst().link(), "other");
    assertThat(other.load("").orElseThrow().circuits()).isEmpty();
  }

  @Test
  void frozenRedisOpensNothingAfterwards() throws IOException {
    try (RedisProcess frozen = RedisProcess.start();
        RedisConnections its = frozen.connect()) {
      RedisCircuitStore cold = new RedisCircuitStore(its.link(), "test");
      report(cold, 19, 19);
      await("all heard")
          .until(() -> !report(cold, POLICY, CircuitState.INITIAL, CallCounts.NONE).undecided());
      await("old enough to decide at once")
          .pollDelay(Duration.ofMillis(300))
          .until(() -> report(cold, 0, 0).window().calls() == 19);
      frozen.freeze();
      assertThatThrownBy(() -> report(cold, 1, 1))
          .isInstanceOfSatisfying(
              CircuitsUnavailableException.class, e -> assertThat(e.outcomeUnknown()).isTrue());
      assertThatThrownBy(
              () ->
                  cold.setMode(
                      KEY, POLICY, CircuitState.INITIAL, CircuitMode.OPEN, States.event("r")))
          .isInstanceOf(CircuitsUnavailableException.class);
      frozen.thaw();
      // This answer comes after what was in the socket: all of it has been taken up by now.
      assertThat(frozen.ask("PING")).containsExactly("PONG");
      assertThat(frozen.ask("EXISTS", HASH, "ficus:{test}:audit")).containsExactly("0");
      await("answers").ignoreExceptions().until(() -> report(cold, 0, 0).window().calls() == 19);
      // The same report, sent in time, opens it.
      assertThat(report(cold, 1, 1).state().phase()).isEqualTo(CircuitPhase.OPEN);
    }
  }
}
