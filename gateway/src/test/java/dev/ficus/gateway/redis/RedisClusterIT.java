package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.circuit.CallCounts;
import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.circuit.CircuitMode;
import dev.ficus.gateway.circuit.CircuitPolicy;
import dev.ficus.gateway.circuit.CircuitState;
import dev.ficus.gateway.circuit.CircuitStore;
import dev.ficus.gateway.circuit.FailedRequest;
import dev.ficus.gateway.circuit.FailureFilter;
import dev.ficus.gateway.circuit.FailureLedger;
import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.queue.DeadLetterFilter;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.MessageId;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Everything that is shared, on a Cluster of three masters. */
class RedisClusterIT {

  private static final List<RedisProcess> nodes = new ArrayList<>();
  private static RedisConnections connections;

  @BeforeAll
  static void form() throws IOException {
    nodes.addAll(RedisProcess.cluster());
    List<RedisURI> uris =
        nodes.stream().map(n -> RedisConnections.uri("127.0.0.1", n.port(), null)).toList();
    connections = RedisConnections.cluster(uris);
  }

  @AfterAll
  static void stop() {
    connections.close();
    nodes.forEach(RedisProcess::close);
  }

  @Test
  void everyFleetWorksWhereverItsKeysLie() {
    // Names whose slots lie on all three nodes, so that at least two are not the first asked.
    for (String fleet : List.of("a", "b", "c", "default", "test")) {
      RedisStores stores = RedisStores.of(connections.link(), fleet);
      Revision first =
          stores.routing().commit(Revision.NONE, 1, States.many(20, 1), false, States.event("r"));
      assertThat(stores.routing().load().revision()).isEqualTo(first);
      stores.fleet().report(States.instance("1", "a:8080", 1));
      assertThat(stores.fleet().live()).hasSize(1);
      stores.fleet().leave("1");
      assertThat(stores.fleet().live()).isEmpty();
      stores.audit().append(States.event("r"));
      assertThat(stores.audit().read("r", 10)).hasSize(2);
      assertThat(stores.tokens().add("ci", "{}")).isTrue();
      useCircuits(stores);
    }
    assertThat(nodes).allSatisfy(n -> assertThat(n.ask("DBSIZE")).doesNotContain("0"));
  }

  private static void useCircuits(RedisStores stores) {
    CircuitKey orders = new CircuitKey("orders", "a");
    CircuitKey search = new CircuitKey("search", null);
    CallCounts counts = new CallCounts(3, 1, 0);
    List<CircuitStore.Answer> answers =
        stores
            .circuits()
            .report(
                List.of(
                    new CircuitStore.Report(
                        orders, CircuitPolicy.DEFAULT, CircuitState.INITIAL, counts),
                    new CircuitStore.Report(
                        search, CircuitPolicy.DEFAULT, CircuitState.INITIAL, counts)));
    assertThat(answers).extracting(CircuitStore.Answer::window).containsOnly(counts);
    stores
        .circuits()
        .setMode(
            orders,
            CircuitPolicy.DEFAULT,
            CircuitState.INITIAL,
            CircuitMode.OPEN,
            States.event("r"));
    assertThat(stores.circuits().load("").orElseThrow().circuits()).containsOnlyKeys(orders);
    FailedRequest failed =
        new FailedRequest(
            Instant.EPOCH, "a", "orders", "GET", "/", "reset", 502, Duration.ZERO, null, "x");
    stores.failures().append(List.of(new FailureLedger.Entry(failed, Duration.ZERO)));
    assertThat(stores.failures().read(FailureFilter.ALL, 1).matching()).isEqualTo(1);
  }

  @Test
  void queuesWorkWhereverTheirRoutesLie() {
    for (String route : List.of("a", "b", "c", "payment-events", "monthly-report", "x.y_z")) {
      RedisQueueStore store = new RedisQueueStore(connections.queueLink(), "test", route);
      store.subscribe(QueueFixture.now("ledger", "mailer"));
      AtomicInteger told = new AtomicInteger();
      try (store;
          var _ = store.onArrival(told::incrementAndGet)) {
        await("subscribed").until(() -> told.get() > 0);
        assertThat(QueueFixture.lease(store, "ledger", 5)).isEmpty();
        int before = told.get();
        MessageId id =
            QueueFixture.accept(
                store, QueueFixture.deduped(route, "key", Duration.ofHours(1), null));
        await("told").until(() -> told.get() > before);
        LeasedMessage leased = QueueFixture.leaseOne(store, "ledger");
        assertThat(leased.message().id()).isEqualTo(id);
        assertThat(store.renew(List.of(leased.lease()), Duration.ofSeconds(9))).hasSize(1);
        store.retry(leased.lease(), Duration.ZERO, "status 500", null);
        store.bury(QueueFixture.leaseOne(store, "ledger").lease(), "status 500", null);
        assertThat(store.replay("ledger", DeadLetterFilter.ALL)).isEqualTo(1);
        store.complete(QueueFixture.leaseOne(store, "ledger").lease(), null);
        store.subscribe(QueueFixture.now("ledger"));
        assertThat(store.forget("mailer")).isEqualTo(1);
        assertThat(store.status().messages()).isZero();
      }
    }
  }

  @Test
  void noticeReachesListenersOfOtherNodes() {
    AtomicInteger told = new AtomicInteger();
    try (RedisRoutingStore store = new RedisRoutingStore(connections.link(), "notices")) {
      store.onChange(told::incrementAndGet);
      await("subscribed").until(() -> told.get() > 0);
      int before = told.get();
      store.commit(Revision.NONE, 1, States.many(1, 1), false, States.event("r"));
      await("told").until(() -> told.get() > before);
    }
  }
}
