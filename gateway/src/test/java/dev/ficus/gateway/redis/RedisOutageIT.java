package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.migration.RoutingState;
import dev.ficus.gateway.migration.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What callers see, and what Redis does behind their back, when it is frozen, killed or absent. */
class RedisOutageIT {

  private static Revision commit(RedisRoutingStore store, Revision on) {
    return store.commit(
        on, on.number() + 1, States.many(3, on.number() + 1), false, States.event("r"));
  }

  private static StoreUnavailableException failure(Runnable call) {
    long begun = System.nanoTime();
    StoreUnavailableException e = catchThrowableOfType(StoreUnavailableException.class, call::run);
    assertThat(e).isNotNull();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    return e;
  }

  @RepeatedTest(5)
  void commitToAFrozenRedisIsUnknownAndNeverCarriedOut() throws IOException {
    try (RedisProcess redis = RedisProcess.start();
        RedisConnections connections = redis.connect()) {
      RedisRoutingStore store = RedisStores.of(connections.link(), "test").routing();
      Revision first = commit(store, Revision.NONE);
      redis.freeze();
      StoreUnavailableException e = failure(() -> commit(store, first));
      redis.thaw();

      assertThat(e.outcomeUnknown()).isTrue();
      assertThat(e).hasMessageContaining("not answered within 500 ms");
      // This answer comes after what was in the socket: all of it has been taken up by now.
      assertThat(redis.ask("PING")).containsExactly("PONG");
      await("answers").ignoreExceptions().until(() -> store.revision().equals(first));
      assertThat(redis.ask("XLEN", "ficus:{test}:audit")).containsExactly("1");
      assertThat(connections.link().health().connected()).isTrue();
    }
  }

  @Test
  void commitThatARefusingScriptTookUpLateSaysThatNothingHappened() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        RedisConnections connections = redis.connect()) {
      RedisRoutingStore store = RedisStores.of(connections.link(), "test").routing();
      Revision first = commit(store, Revision.NONE);
      // The instance takes Redis' clock for one that is a minute slow.
      connections.link().clock().learn(connections.link().clock().read() - 60_000);
      StoreUnavailableException e = failure(() -> commit(store, first));
      assertThat(e.outcomeUnknown()).isFalse();
      assertThat(store.revision()).isEqualTo(first);
      // The refusal told the right time.
      assertThat(commit(store, first).number()).isEqualTo(2);
    }
  }

  @Test
  void commandUnderWayWhenRedisDiesIsUnknownAndNeverSentAgain() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        RedisConnections connections = redis.connect();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      RedisRoutingStore store = RedisStores.of(connections.link(), "test").routing();
      Revision first = commit(store, Revision.NONE);
      redis.freeze();
      Future<StoreUnavailableException> commit =
          threads.submit(() -> failure(() -> commit(store, first)));
      // Without a deadline of its own, so that only the client could hold it back.
      Future<StoreUnavailableException> counted =
          threads.submit(() -> failure(() -> connections.link().read(c -> c.incr("counter"))));
      redis.kill();
      StoreUnavailableException broken = commit.get();
      counted.get();
      redis.restart();

      assertThat(broken.outcomeUnknown() || !broken.getMessage().contains("not answered"))
          .as(broken.toString())
          .isTrue();
      await("connected again").ignoreExceptions().until(() -> store.revision().equals(first));
      assertThat(redis.ask("EXISTS", "counter")).containsExactly("0");
      assertThat(redis.ask("XLEN", "ficus:{test}:audit")).containsExactly("1");
    }
  }

  @Test
  void commitWithoutAConnectionWasNotSent() {
    try (RedisProcess redis = RedisProcess.start();
        RedisConnections connections = redis.connect()) {
      RedisRoutingStore store = RedisStores.of(connections.link(), "test").routing();
      commit(store, Revision.NONE);
      redis.kill();
      await("noticed").until(() -> !failure(() -> commit(store, Revision.NONE)).outcomeUnknown());
      StoreUnavailableException e = failure(() -> commit(store, Revision.NONE));
      assertThat(e.outcomeUnknown()).isFalse();
      assertThat(e).hasMessageContaining("not connected");
      RedisHealth health = connections.link().health();
      assertThat(health.connected()).isFalse();
      assertThat(health.downSince()).isNotNull();
      assertThat(health.lastError()).contains("not connected");
    }
  }

  @Test
  void restartedRedisIsConnectedAgainAndListenersAreTold() {
    AtomicInteger told = new AtomicInteger();
    try (RedisProcess redis = RedisProcess.start();
        RedisConnections connections = redis.connect();
        RedisRoutingStore store = new RedisRoutingStore(connections.link(), "test")) {
      store.onChange(told::incrementAndGet);
      await("subscribed").until(() -> told.get() > 0);
      Revision first = commit(store, Revision.NONE);
      redis.kill();
      failure(store::revision);
      int before = told.get();
      redis.restart();

      await("told that something may have been missed").until(() -> told.get() > before);
      await("connected").ignoreExceptions().until(() -> store.revision().equals(first));
      int again = told.get();
      commit(store, first);
      await("subscribed again").until(() -> told.get() > again);
    }
  }

  @Test
  void absentRedisStopsNothingAndIsUsedOnceItIsThere() {
    AtomicInteger told = new AtomicInteger();
    try (RedisProcess redis = RedisProcess.absent();
        RedisConnections connections = redis.connect();
        RedisRoutingStore store = new RedisRoutingStore(connections.link(), "test")) {
      store.onChange(told::incrementAndGet);
      StoreUnavailableException e = failure(() -> commit(store, Revision.NONE));
      assertThat(e.outcomeUnknown()).isFalse();
      assertThat(e).hasMessageContaining("cannot be reached");
      assertThat(connections.link().health().connected()).isFalse();

      redis.restart();
      await("connected").ignoreExceptions().until(() -> store.load().equals(RoutingState.EMPTY));
      assertThat(commit(store, Revision.NONE).number()).isEqualTo(1);
      await("subscribed")
          .until(
              () -> {
                store.revision();
                return told.get() > 0;
              });
      assertThat(connections.link().health().connected()).isTrue();
      assertThat(connections.link().health().downSince()).isNull();
    }
  }

  @Test
  void redisThatAcceptsConnectionsButIsFrozenHoldsNobodyUp() {
    try (RedisProcess redis = RedisProcess.start();
        RedisConnections connections = redis.connect()) {
      RedisRoutingStore store = RedisStores.of(connections.link(), "test").routing();
      redis.freeze();
      assertThat(failure(() -> commit(store, Revision.NONE)).outcomeUnknown()).isFalse();
      redis.thaw();
      await("connected").ignoreExceptions().until(() -> store.revision() == Revision.NONE);
    }
  }

  @Test
  void replicaSaysThatItTakesNoChanges() throws IOException {
    try (RedisProcess redis = RedisProcess.start();
        RedisConnections connections = redis.connect()) {
      RedisRoutingStore store = RedisStores.of(connections.link(), "test").routing();
      redis.ask("REPLICAOF", "127.0.0.1", Integer.toString(RedisProcess.freePort()));
      StoreUnavailableException e = failure(() -> commit(store, Revision.NONE));
      assertThat(e).hasMessageContaining("is a replica and takes no changes");
      assertThat(e.outcomeUnknown()).isFalse();
    }
  }
}
