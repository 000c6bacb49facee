package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.circuit.Admission;
import dev.ficus.gateway.circuit.CircuitLoop;
import dev.ficus.gateway.circuit.CircuitTables;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.circuit.Verdict;
import dev.ficus.gateway.resilience.Resilience4jBreakers;
import dev.ficus.gateway.route.CircuitSpec;
import dev.ficus.gateway.route.RouteTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three instances with a Redis, all that they share. */
class CircuitFleetIT {

  private RedisProcess redis;
  private final List<Node> fleet = new ArrayList<>();
  private final Queue<RuntimeException> bugs = new ConcurrentLinkedQueue<>();

  /** An instance whose monotonic clock has begun somewhere else. */
  private final class Node implements AutoCloseable {
    final long offset;
    final RedisConnections connections = redis.connect();
    final RedisCircuitStore store = new RedisCircuitStore(connections.link(), "test");
    final Circuits circuits;
    final CircuitLoop loop;
    RouteTable table;

    Node(String name, RouteTable table, long offset) {
      this.offset = offset;
      this.table = table;
      circuits = new Circuits(store, new Resilience4jBreakers(this::now), this::now, name);
      circuits.use(table);
      loop = new CircuitLoop(circuits, bugs::add);
      loop.start();
    }

    long now() {
      return System.nanoTime() + offset;
    }

    Admission admit(String route) {
      return circuits.admit(
          CircuitTables.route(table, route), CircuitTables.target(table, route), now());
    }

    boolean refuses(String route) {
      Admission admission = admit(route);
      admission.completed(Verdict.NONE, 0);
      return admission instanceof Admission.Refuse;
    }

    @Override
    public void close() {
      loop.close();
      store.close();
      connections.close();
    }
  }

  @BeforeEach
  void start() {
    redis = RedisProcess.start();
  }

  @AfterEach
  void stop() {
    fleet.forEach(Node::close);
    redis.close();
    assertThat(bugs).isEmpty();
  }

  private void three(RouteTable table) {
    for (int i = 0; i < 3; i++) {
      fleet.add(new Node("instance-" + i, table, i * 30_000_000_000L));
    }
    await("all listen")
        .until(() -> redis.ask("PUBSUB", "NUMSUB", "ficus:{test}:circuit-changes").contains("3"));
  }

  private static CircuitSpec open(Duration openFor) {
    return CircuitTables.spec(CircuitSpec.Mode.ON, null, null, openFor);
  }

  private static long nanosUntil(BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      LockSupport.parkNanos(500_000);
    }
    return System.nanoTime() - begun;
  }

  @Test
  void lastInstanceRefusesSoonAfterTheThresholdIsCrossed() {
    int trips = 50;
    String[] routes = IntStream.range(0, trips).mapToObj(i -> "r" + i).toArray(String[]::new);
    three(CircuitTables.table(CircuitTables.DEFAULT, routes));
    long[] millis = new long[trips];
    for (int trip = 0; trip < trips; trip++) {
      String route = routes[trip];
      if (trip % 2 == 1) {
        // Every other one has had calls before.
        fleet.forEach(node -> node.admit(route).completed(Verdict.SUCCESS, 1_000_000));
        await("counted")
            .until(
                () -> {
                  fleet.getFirst().circuits.refresh();
                  return fleet.getFirst().circuits.views().stream()
                      .anyMatch(
                          view ->
                              route.equals(view.key().route())
                                  && view.key().upstream().equals("orders")
                                  && view.window().calls() == 3);
                });
      }
      for (int i = 0; i < 20; i++) {
        fleet.get(i % 3).admit(route).completed(Verdict.FAILURE, 1_000_000);
      }
      millis[trip] =
          nanosUntil(() -> fleet.stream().allMatch(node -> node.refuses(route))) / 1_000_000;
    }
    Arrays.sort(millis);
    System.out.println(
        "from the threshold to the last of three refusing, over "
            + trips
            + " trips: median "
            + millis[trips / 2]
            + " ms, maximum "
            + millis[trips - 1]
            + " ms");
    assertThat(millis[trips - 1]).isLessThanOrEqualTo(1_000);
  }

  /** An upstream that is down or up, and the moments at which it was called. */
  private static final class Server {
    final AtomicBoolean up = new AtomicBoolean();
    final Queue<Long> called = new ConcurrentLinkedQueue<>();
    final AtomicInteger under = new AtomicInteger();
    final AtomicInteger together = new AtomicInteger();

    Verdict call() {
      together.accumulateAndGet(under.incrementAndGet(), Math::max);
      called.add(System.nanoTime());
      LockSupport.parkNanos(20_000_000);
      under.decrementAndGet();
      return up.get() ? Verdict.SUCCESS : Verdict.FAILURE;
    }
  }

  private static void request(Node node, Server server) {
    Admission admission = node.admit("a");
    switch (admission) {
      case Admission.Pass _ -> admission.completed(server.call(), 20_000_000);
      case Admission.Probe probe -> {
        if (probe.lease().start(node.now())) {
          probe.completed(server.call(), 20_000_000);
        }
      }
      case Admission.Refuse _ -> {}
    }
  }

  @Test
  void downUpstreamSeesOneCallAnIntervalAndAllSendAgainWhenItIsBack() throws Exception {
    Duration interval = Duration.ofMillis(400);
    three(CircuitTables.table(open(interval)));
    Server server = new Server();
    AtomicBoolean ends = new AtomicBoolean();
    List<Thread> clients = new ArrayList<>();
    try {
      for (Node node : fleet) {
        for (int i = 0; i < 4; i++) {
          clients.add(
              Thread.ofVirtual()
                  .start(
                      () -> {
                        while (!ends.get()) {
                          request(node, server);
                          LockSupport.parkNanos(2_000_000);
                        }
                      }));
        }
      }
      nanosUntil(
          () ->
              fleet.stream()
                  .allMatch(
                      node -> node.circuits.views().stream().anyMatch(view -> view.trips() > 0)));
      await("calls from before are over").until(() -> server.under.get() == 0);
      server.called.clear();
      server.together.set(0);
      long begun = System.nanoTime();
      await("four probes").until(() -> server.called.size() >= 4);
      List<Long> calls = List.copyOf(server.called);
      for (int i = 1; i < calls.size(); i++) {
        assertThat(Duration.ofNanos(calls.get(i) - calls.get(i - 1)))
            .isGreaterThanOrEqualTo(interval);
      }
      assertThat(server.together).hasValue(1);
      System.out.println(
          "four probes in " + (System.nanoTime() - begun) / 1_000_000 + " ms, pauses growing");
      server.up.set(true);
      await("all send again")
          .atMost(Duration.ofSeconds(20))
          .until(() -> fleet.stream().allMatch(node -> node.admit("a") instanceof Admission.Pass));
    } finally {
      ends.set(true);
      for (Thread client : clients) {
        client.join();
      }
    }
  }

  @Test
  void proberThatIsGoneIsReplacedAfterTheInterval() {
    three(CircuitTables.table(open(Duration.ofSeconds(1))));
    for (int i = 0; i < 20; i++) {
      fleet.get(i % 3).admit("a").completed(Verdict.FAILURE, 1);
    }
    Node[] prober = new Node[1];
    nanosUntil(() -> takesProbe(prober));
    long sent = System.nanoTime();
    // As if killed: it renews nothing, and never says a word.
    prober[0].close();
    fleet.remove(prober[0]);

    nanosUntil(() -> takesProbe(prober));
    Duration gap = Duration.ofNanos(System.nanoTime() - sent);
    System.out.println("taken over after " + gap.toMillis() + " ms");
    assertThat(gap).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
  }

  /** Starts a probe if one is offered, and never ends it. */
  private boolean takesProbe(Node[] prober) {
    for (Node node : fleet) {
      if (node.admit("a") instanceof Admission.Probe probe && probe.lease().start(node.now())) {
        prober[0] = node;
        return true;
      }
    }
    return false;
  }

  @Test
  void killedRedisLeavesEachToItselfAndRulesAgainWhenItIsBack() {
    three(CircuitTables.table(CircuitTables.DEFAULT));
    for (int i = 0; i < 20; i++) {
      fleet.get(i % 3).admit("a").completed(Verdict.FAILURE, 1);
    }
    nanosUntil(() -> fleet.stream().allMatch(node -> node.refuses("a")));
    redis.kill();
    await("degraded").until(() -> fleet.stream().allMatch(n -> n.circuits.trouble() != null));
    assertThat(fleet).allSatisfy(node -> assertThat(node.refuses("a")).isTrue());

    Node one = fleet.getFirst();
    for (int i = 0; i < 20; i++) {
      one.admit("b").completed(Verdict.FAILURE, 1);
    }
    assertThat(one.refuses("b")).isTrue();
    assertThat(fleet.get(1).refuses("b")).isFalse();

    redis.restart();
    await("shared again").until(() -> fleet.stream().allMatch(n -> n.circuits.trouble() == null));
    assertThat(fleet).allSatisfy(node -> assertThat(node.refuses("a")).isTrue());
    assertThat(fleet).allSatisfy(node -> assertThat(node.refuses("b")).isFalse());
  }

  @Test
  void flushedRedisIsToldWhatWasOpen() throws Exception {
    three(CircuitTables.table(CircuitTables.DEFAULT));
    for (int i = 0; i < 20; i++) {
      fleet.get(i % 3).admit("a").completed(Verdict.FAILURE, 1);
    }
    nanosUntil(() -> fleet.stream().allMatch(node -> node.refuses("a")));
    redis.ask("FLUSHALL");
    nanosUntil(
        () -> {
          assertThat(fleet).allSatisfy(node -> assertThat(node.refuses("a")).isTrue());
          try {
            return redis.ask("HEXISTS", "ficus:{test}:circuits", "c:orders/a").contains("1");
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    assertThat(fleet).allSatisfy(node -> assertThat(node.refuses("a")).isTrue());
  }

  @Test
  void frozenRedisHoldsNoRequestUp() {
    three(CircuitTables.table(CircuitTables.DEFAULT));
    Node node = fleet.getFirst();
    redis.freeze();
    long end = System.nanoTime() + 2_000_000_000L;
    long longest = 0;
    long calls = 0;
    while (System.nanoTime() < end) {
      long begun = System.nanoTime();
      node.admit("a").completed(Verdict.SUCCESS, 1_000_000);
      longest = Math.max(longest, System.nanoTime() - begun);
      calls++;
      LockSupport.parkNanos(50_000);
    }
    assertThat(node.circuits.trouble()).contains("not answered within 500 ms");
    redis.thaw();
    await("shared again").until(() -> node.circuits.trouble() == null);
    System.out.println(
        calls + " calls over a frozen Redis, the longest " + longest / 1_000 + " us");
    // A pause of the machine, not of Redis, which does not answer for half a second.
    assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofMillis(300));
  }
}
