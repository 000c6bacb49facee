package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.queue.Acceptance;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.Offer;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.queue.Subscription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is accepted only when replicas have it too. */
class ReplicationBarrierIT {

  private static final String ROUTE = "hook";

  private static RedisProcess replicaOf(RedisProcess master) {
    RedisProcess replica =
        RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
    Awaitility.await()
        .until(() -> master.ask("INFO", "replication").getFirst().contains("state=online"));
    return replica;
  }

  private static RedisQueueStore subscribed(RedisConnections connections) {
    RedisQueueStore store = new RedisQueueStore(connections.queueLink(), "test", ROUTE);
    var _ = store.subscribe(Set.of(new Subscription("s", Subscription.From.NOW)));
    return store;
  }

  @Test
  void aMessageIsAcknowledgedWhenReplicasHaveIt() throws Exception {
    try (RedisProcess master = RedisProcess.start();
        RedisProcess replica = replicaOf(master);
        RedisConnections connections = master.connect();
        RedisQueueStore store = subscribed(connections)) {
      Offer offer = QueueFixture.deduped(ROUTE, "k", QueueFixture.LONG, null);
      MessageId id = offer.message().id();
      assertThat(store.accept(offer, 1)).isEqualTo(new Acceptance.Stored(id));
      assertThat(replica.ask("DBSIZE")).isEqualTo(master.ask("DBSIZE"));
      assertThat(store.accept(offer, 2)).isEqualTo(new Acceptance.Uncopied(id));

      replica.freeze();
      Offer other = QueueFixture.deduped(ROUTE, "other", QueueFixture.LONG, null);
      MessageId otherId = other.message().id();
      assertThat(store.accept(other, 1)).isEqualTo(new Acceptance.Uncopied(otherId));
      // The sender tries again, and still nobody but the master has it.
      assertThat(store.accept(other, 1)).isEqualTo(new Acceptance.Uncopied(otherId));
      replica.thaw();
      Awaitility.await()
          .until(() -> store.accept(other, 1).equals(new Acceptance.Duplicate(otherId)));
    }
  }

  @Test
  void manyAtOnceShareAWait() throws Exception {
    int many = 200;
    try (RedisProcess master = RedisProcess.start();
        RedisProcess replica = replicaOf(master);
        RedisConnections connections = master.connect();
        RedisQueueStore store = subscribed(connections);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(store.accept(QueueFixture.offer(ROUTE, "{}"), 1))
          .isInstanceOf(Acceptance.Stored.class);
      List<Callable<Acceptance>> all = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        all.add(() -> store.accept(QueueFixture.offer(ROUTE, "{}"), 1));
      }
      for (Future<Acceptance> one : threads.invokeAll(all)) {
        assertThat(one.get()).isInstanceOf(Acceptance.Stored.class);
      }
      assertThat(waits(master)).isBetween(2, many);
      assertThat(replica.ask("DBSIZE")).isEqualTo(master.ask("DBSIZE"));
    }
  }

  private static int waits(RedisProcess redis) throws IOException {
    String stats = redis.ask("INFO", "commandstats").getFirst();
    int start = stats.indexOf("cmdstat_wait:calls=") + "cmdstat_wait:calls=".length();
    return Integer.parseInt(stats.substring(start, stats.indexOf(',', start)));
  }

  @Test
  void aNodeThatTookAnothersPlaceVouchesForNothingBefore() throws Exception {
    try (RedisProcess master = RedisProcess.start();
        RedisConnections connections = master.connect();
        ReplicationBarrier barrier =
            new ReplicationBarrier(connections.queueLink(), "ficus:barrier")) {
      ReplicationBarrier.Lineage before = barrier.lineage();
      assertThat(barrier.isPassed(0, before)).isTrue();
      // Nothing tells this node from one that was promoted: its history is a new one.
      master.kill();
      master.restart();
      Awaitility.await()
          .ignoreExceptions()
          .until(() -> !barrier.isPassed(0, before) && !barrier.lineage().equals(before));
      assertThat(barrier.isPassed(0, barrier.lineage())).isTrue();
    }
  }

  @Test
  void aClusterNodeIsAskedForItsOwnReplicas() throws Exception {
    List<RedisProcess> nodes = RedisProcess.cluster();
    try (RedisConnections connections =
            RedisConnections.cluster(
                List.of(RedisConnections.uri("127.0.0.1", nodes.getFirst().port(), null)));
        RedisQueueStore store = subscribed(connections)) {
      Offer offer = QueueFixture.offer(ROUTE, "{}");
      assertThat(store.accept(offer, 1)).isEqualTo(new Acceptance.Uncopied(offer.message().id()));
    } finally {
      nodes.forEach(RedisProcess::close);
    }
  }

  @Test
  void withoutRedisNothingIsAccepted() throws Exception {
    try (RedisProcess master = RedisProcess.start();
        RedisConnections connections = master.connect();
        RedisQueueStore store = subscribed(connections)) {
      master.kill();
      assertThatThrownBy(() -> store.accept(QueueFixture.offer(ROUTE, "{}"), 1))
          .isInstanceOf(QueueUnavailableException.class);
    }
  }
}
