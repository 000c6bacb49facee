package dev.ficus.gateway.redis;

import static dev.ficus.gateway.redis.QueueFixture.accept;
import static dev.ficus.gateway.redis.QueueFixture.lease;
import static dev.ficus.gateway.redis.QueueFixture.now;
import static dev.ficus.gateway.redis.QueueFixture.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.circuit.CallCounts;
import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.circuit.CircuitPhase;
import dev.ficus.gateway.circuit.CircuitPolicy;
import dev.ficus.gateway.circuit.CircuitState;
import dev.ficus.gateway.circuit.CircuitStore.Report;
import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.queue.DeadLetter;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.MessageState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody else wrote over Redis' keys spoils itself, and nothing beside it. */
class GarbageInRedisIT {

  private static final String QUEUE = "ficus:test:{q:hook}:";
  private static final String CIRCUITS = "ficus:{test}:circuits";

  @RegisterExtension private static final EmptyRedis REDIS = new EmptyRedis();

  @Test
  void whatIsNoMessageHoldsNoOtherUp() throws IOException {
    try (RedisQueueStore store = new RedisQueueStore(REDIS.queueLink(), "test", "hook")) {
      store.subscribe(now("ledger"));
      List<MessageId> ids = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        ids.add(accept(store, "{}"));
      }
      MessageId unreadable = ids.get(0);
      REDIS.ask("HSET", key(unreadable), "d", "junk");
      REDIS.ask("HSET", key(ids.get(1)), "u:ledger", "junk");
      REDIS.ask("HSET", key(ids.get(2)), "e", "junk");
      REDIS.ask("SET", key(ids.get(3)), "junk");
      REDIS.ask("ZADD", QUEUE + "retry:ledger", "1", "junk");
      REDIS.ask("XADD", QUEUE + "stream", "*", "junk", "junk");

      assertThat(store.list("ledger", MessageState.WAITING, null, 10).messages()).hasSize(5);
      List<LeasedMessage> leased = lease(store, "ledger", 10);
      assertThat(leased)
          .extracting(it -> it.message().id())
          .containsExactly(ids.get(1), ids.get(2), ids.get(4), ids.get(5));
      leased.forEach(it -> store.complete(it.lease(), null));

      assertThat(status(store, "ledger").dead()).isEqualTo(1);
      DeadLetter letter = store.deadLetter("ledger", unreadable).orElseThrow();
      assertThat(letter.reason()).isEqualTo("cannot be read: no document of a message");
      assertThat(letter.message().body().bytes()).asString().isEqualTo("junk");
      assertThat(store.list("ledger", MessageState.DEAD, null, 10).messages()).hasSize(1);
      assertThat(store.discard("ledger", List.of(unreadable))).isEqualTo(1);

      accept(store, "{}");
      assertThat(lease(store, "ledger", 10)).hasSize(1);
    }
  }

  private static String key(MessageId id) {
    return QUEUE + "m:" + id.local();
  }

  @Test
  void whatIsNoCircuitIsWrittenOver() throws IOException {
    RedisCircuitStore store = RedisStores.of(REDIS.link(), "test").circuits();
    List<String> garbage = List.of("junk", "[1]", "null", "{\"phase\":7,\"epoch\":\"x\",\"mode\":1}");
    List<Report> reports = new ArrayList<>();
    for (int i = 0; i < garbage.size(); i++) {
      CircuitKey key = new CircuitKey("orders", "r" + i);
      REDIS.ask("HSET", CIRCUITS, "c:" + key, garbage.get(i));
      REDIS.ask("SET", "ficus:{test}:calls:" + key, "junk");
      CallCounts failing = new CallCounts(20, 20, 0);
      reports.add(new Report(key, CircuitPolicy.DEFAULT, CircuitState.INITIAL, failing));
    }
    REDIS.ask("HSET", CIRCUITS, "#id", "one");
    assertThat(store.load("").orElseThrow().circuits().values())
        .allMatch(state -> state.phase() == CircuitPhase.CLOSED);
    assertThat(store.report(reports)).allMatch(it -> it.window().failures() == 20);
    List<Report> questions =
        reports.stream()
            .map(it -> new Report(it.key(), it.policy(), it.known(), CallCounts.NONE))
            .toList();
    await("decided")
        .until(
            () ->
                store.report(questions).stream()
                    .allMatch(it -> it.state().phase() == CircuitPhase.OPEN));
  }

  @Test
  void withoutOneOfItsRoutesTheStateIsNotTakenUp() throws IOException {
    RedisRoutingStore store = RedisStores.of(REDIS.link(), "test").routing();
    store.commit(Revision.NONE, 1, States.many(3, 1), false, States.event("r"));
    REDIS.ask("HSET", "ficus:{test}:routing", "r:other", "junk");
    assertThatThrownBy(store::load)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("r:other");
    REDIS.ask("HDEL", "ficus:{test}:routing", "r:other");
    assertThat(store.load().routes()).hasSize(3);
    REDIS.ask("HSET", "ficus:{test}:routing", "#rev", "junk");
    assertThatThrownBy(store::revision).isInstanceOf(StoreUnavailableException.class);
  }
}
