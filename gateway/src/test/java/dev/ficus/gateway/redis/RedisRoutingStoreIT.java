package dev.ficus.gateway.redis;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.audit.AuditEvent;
import dev.ficus.gateway.migration.Revision;
import dev.ficus.gateway.migration.RouteState;
import dev.ficus.gateway.migration.RoutingState;
import dev.ficus.gateway.migration.StaleRevisionException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisRoutingStoreIT {

  private static RedisProcess redis;
  private static RedisConnections connections;
  private static RedisConnections others;

  private RedisStores stores;
  private RedisRoutingStore store;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start();
    connections = redis.connect();
    others = redis.connect();
  }

  @AfterAll
  static void stop() {
    connections.close();
    others.close();
    redis.close();
  }

  @BeforeEach
  void empty() throws IOException {
    redis.ask("FLUSHALL");
    stores = RedisStores.of(connections.link(), "test");
    store = stores.routing();
  }

  private Revision commit(Revision on, Map<String, Optional<RouteState>> changes) {
    return store.commit(on, on.number() + 1, changes, false, States.event("r"));
  }

  @Test
  void emptyStoreIsAtNoRevision() {
    assertThat(store.revision()).isEqualTo(Revision.NONE);
    assertThat(store.load()).isEqualTo(RoutingState.EMPTY);
  }

  @Test
  void whatIsCommittedIsLoadedAgain() {
    Revision first = commit(Revision.NONE, States.change("a", States.canary(1_000, 1)));
    Revision second = commit(first, States.change("b \u00fc/{x}", States.canary(2_000, 2)));

    RoutingState state = store.load();
    assertThat(state.revision()).isEqualTo(second).isEqualTo(store.revision());
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.parent()).isEqualTo(first.id());
    assertThat(second.id()).matches("[0-9a-f]{32}").isNotEqualTo(first.id());
    assertThat(state.routes()).containsOnlyKeys("a", "b \u00fc/{x}");
    assertThat(state.route("a"))
        .usingRecursiveComparison()
        .ignoringFields("changedAt")
        .isEqualTo(States.canary(1_000, 1));
  }

  @Test
  void changedRoutesGetRedisTimeAndOthersKeepTheirs() throws IOException {
    commit(
        Revision.NONE,
        Map.of(
            "changed", Optional.of(States.canary(1, 1)),
            "declared", Optional.of(States.canary(1, 0))));

    Instant now = Instant.ofEpochSecond(Long.parseLong(redis.ask("TIME").getFirst()));
    RoutingState state = store.load();
    assertThat(state.routes().get("changed").changedAt())
        .isCloseTo(now, within(10, ChronoUnit.SECONDS));
    assertThat(state.routes().get("declared").changedAt()).isEqualTo(States.LONG_AGO);
  }

  @Test
  void emptyValueForgetsARoute() {
    Revision first = commit(Revision.NONE, States.many(2, 1));
    commit(first, Map.of("route-0", Optional.empty()));
    assertThat(store.load().routes()).containsOnlyKeys("route-1");
  }

  @Test
  void replaceForgetsWhatIsNotNamed() {
    Revision first = commit(Revision.NONE, States.many(3, 1));
    Revision put =
        store.commit(first, 7, States.change("a", States.canary(5, 7)), true, States.event("all"));
    assertThat(put.number()).isEqualTo(7);
    assertThat(store.load().routes()).containsOnlyKeys("a");
    assertThat(store.revision()).isEqualTo(put);
  }

  @Test
  void fieldsOfANewerReleaseAreKept() throws IOException {
    Map<String, Object> extras =
        Map.of("owner", "team-a", "limits", Map.of("cpu", 0.5, "tags", List.of("x", 1)));
    Revision first =
        commit(Revision.NONE, States.change("a", States.withExtras(States.canary(1, 1), extras)));
    RouteState loaded = store.load().routes().get("a");
    assertThat(loaded.extras()).isEqualTo(extras);

    commit(first, Map.of("a", Optional.of(loaded.withPaused(true))));
    assertThat(store.load().routes().get("a").extras()).isEqualTo(extras);
    assertThat(redis.ask("HGET", "ficus:{test}:routing", "r:a").getFirst())
        .contains("\"v\":1", "\"owner\":\"team-a\"");
  }

  @Test
  void commitOnAnotherRevisionChangesNothing() {
    Revision first = commit(Revision.NONE, States.many(1, 1));
    Revision sameNumberOtherHistory = new Revision(1, "somebody else", null);

    for (Revision wrong : List.of(Revision.NONE, sameNumberOtherHistory)) {
      assertThatThrownBy(() -> commit(wrong, States.many(5, 2)))
          .isInstanceOfSatisfying(
              StaleRevisionException.class, e -> assertThat(e.current()).isEqualTo(first));
    }
    assertThat(store.load().routes()).hasSize(1);
    assertThat(stores.audit().read(null, 10)).hasSize(1);
  }

  @Test
  void oneOfManySimultaneousCommitsWins() throws Exception {
    RedisRoutingStore other = new RedisRoutingStore(others.link(), "test");
    Revision base = Revision.NONE;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Revision>> results = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          RedisRoutingStore mine = i % 2 == 0 ? store : other;
          Revision on = base;
          results.add(
              threads.submit(
                  () -> {
                    go.await();
                    return mine.commit(
                        on, on.number() + 1, States.many(3, 1), false, States.event("r"));
                  }));
        }
        go.countDown();
        List<Revision> winners = new ArrayList<>();
        for (Future<Revision> result : results) {
          try {
            winners.add(result.get());
          } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(StaleRevisionException.class);
          }
        }
        assertThat(winners).hasSize(1);
        base = winners.getFirst();
      }
    }
    assertThat(store.revision()).isEqualTo(base);
    assertThat(stores.audit().read(null, 100)).hasSize(20);
  }

  @Test
  void tenThousandRoutesFitIntoOneCommit() {
    Revision warm = commit(Revision.NONE, States.many(10, 1));
    long begun = System.nanoTime();
    Revision all = store.commit(warm, 2, States.many(10_000, 2), true, States.event("all"));
    long committed = System.nanoTime();
    RoutingState state = store.load();
    long loaded = System.nanoTime();
    assertThat(state.routes()).hasSize(10_000);
    assertThat(state.revision()).isEqualTo(all);
    assertThat(state.routes().get("route-9999").weight().basisPoints()).isEqualTo(9_999);
    System.out.println(
        "10,000 routes: commit "
            + NANOSECONDS.toMillis(committed - begun)
            + " ms, load "
            + NANOSECONDS.toMillis(loaded - committed)
            + " ms");
  }

  @Test
  void commitCarriesItsAuditEvent() {
    commit(Revision.NONE, States.many(1, 1));
    AuditEvent event = stores.audit().read("r", 10).getFirst();
    assertThat(event.revision()).isEqualTo(1);
    assertThat(event.who()).isEqualTo("anna");
    assertThat(event.details()).containsExactly(Map.entry("to", "canary"));
    assertThat(event.at()).isAfter(States.LONG_AGO);
  }

  @Test
  void commitThatCannotBeAuditedIsNotMade() throws IOException {
    redis.ask("SET", "ficus:{test}:audit", "not a stream");
    assertThatThrownBy(() -> commit(Revision.NONE, States.many(3, 1)))
        .hasMessageContaining("WRONGTYPE");
    assertThat(store.load()).isEqualTo(RoutingState.EMPTY);
  }

  @Test
  void otherInstancesAreTold() {
    AtomicInteger told = new AtomicInteger();
    Set<Boolean> virtual = ConcurrentHashMap.newKeySet();
    try (RedisRoutingStore other = new RedisRoutingStore(others.link(), "test")) {
      other.onChange(
          () -> {
            virtual.add(Thread.currentThread().isVirtual());
            told.incrementAndGet();
          });
      await("subscribed").until(() -> told.get() > 0);
      Revision on = Revision.NONE;
      for (int i = 0; i < 5; i++) {
        int before = told.get();
        on = commit(on, States.many(1, i));
        await("told of revision " + on.number()).until(() -> told.get() > before);
      }
    }
    assertThat(virtual).containsExactly(true);
  }

  @Test
  void listenerThatBlocksHoldsNothingUp() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (RedisRoutingStore other = new RedisRoutingStore(others.link(), "test")) {
      other.onChange(
          () -> {
            inside.countDown();
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      inside.await();
      assertThat(other.revision()).isEqualTo(Revision.NONE);
      assertThat(commit(Revision.NONE, States.many(1, 1)).number()).isEqualTo(1);
    } finally {
      end.countDown();
    }
  }

  @Test
  void flushedStoreIsAtNoRevision() throws IOException {
    commit(Revision.NONE, States.many(3, 1));
    redis.ask("FLUSHALL");
    assertThat(store.revision()).isEqualTo(Revision.NONE);
    assertThat(store.load()).isEqualTo(RoutingState.EMPTY);
  }

  @Test
  void scriptsThatRedisHasForgottenAreSentAgain() throws IOException {
    Revision first = commit(Revision.NONE, States.many(1, 1));
    redis.ask("SCRIPT", "FLUSH");
    assertThat(commit(first, States.many(1, 2)).number()).isEqualTo(2);
  }

  @Test
  void fleetsDoNotMeet() {
    commit(Revision.NONE, States.many(1, 1));
    assertThat(new RedisRoutingStore(connections.link(), "other").revision())
        .isEqualTo(Revision.NONE);
  }
}
