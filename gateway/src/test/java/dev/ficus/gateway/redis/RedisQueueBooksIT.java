package dev.ficus.gateway.redis;

import static dev.ficus.gateway.redis.QueueFixture.LONG;
import static dev.ficus.gateway.redis.QueueFixture.deduped;
import static dev.ficus.gateway.redis.QueueFixture.message;
import static dev.ficus.gateway.redis.QueueFixture.now;
import static dev.ficus.gateway.redis.QueueFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.queue.Acceptance;
import dev.ficus.gateway.queue.DeadLetterFilter;
import dev.ficus.gateway.queue.Lease;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.Offer;
import dev.ficus.gateway.queue.QueueLimits;
import dev.ficus.gateway.queue.QueueStatus;
import dev.ficus.gateway.queue.Settlement;
import dev.ficus.gateway.queue.SubscriberPolicy;
import dev.ficus.gateway.queue.SubscriberStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The books balance: after thousands of random steps every message is accounted for, and when all
 * is done nothing is left and nothing is counted.
 */
class RedisQueueBooksIT {

  private static final String ROUTE = "books";
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final SubscriberPolicy POLICY = policy(null, 40, 1_000);

  /** What each subscriber is owed by our own count. */
  private final Map<String, Set<MessageId>> owed = new HashMap<>();

  private final Map<String, List<LeasedMessage>> held = new HashMap<>();
  private Set<String> attached = Set.of();
  private Random random = new Random();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void balance(long seed) throws IOException {
    random = new Random(seed);
    try (RedisProcess redis = RedisProcess.start();
        RedisConnections connections = redis.connect()) {
      RedisQueueStore store = new RedisQueueStore(connections.queueLink(), "test", ROUTE);
      attached = Set.of("a", "b", "c");
      store.subscribe(now("a", "b", "c"));
      NAMES.forEach(n -> owed.put(n, new HashSet<>()));
      NAMES.forEach(n -> held.put(n, new ArrayList<>()));
      for (int step = 0; step < 4_000; step++) {
        step(store);
        if (step % 500 == 0) {
          check(store);
        }
      }
      check(store);
      attached = Set.of("a", "b", "c");
      store.subscribe(now("a", "b", "c"));
      NAMES.forEach(name -> drain(store, name));
      check(store);
      await("nothing is counted")
          .until(
              () -> {
                store.sweep();
                return store.status().bytes() == 0;
              });
      assertThat(store.status().messages()).isZero();
      assertThat(redis.ask("XLEN", "ficus:test:{q:books}:stream")).containsExactly("0");
      await("no keys")
          .until(
              () ->
                  redis.ask("KEYS", "*").stream()
                      .allMatch(k -> k.matches(".*:(meta|stream|s:[abc])")));
    }
  }

  private void step(RedisQueueStore store) {
    String name = NAMES.get(random.nextInt(3));
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> accept(store);
      case 5, 6, 7 -> lease(store, name, random.nextInt(4) == 0 ? Duration.ofMillis(1) : LONG);
      case 8, 9, 10, 11 -> settle(store, name);
      case 12 -> store.replay(name, DeadLetterFilter.ALL);
      case 13 -> discard(store, name);
      case 14 -> {
        if (random.nextInt(20) == 0) {
          Set<String> next = new HashSet<>(NAMES);
          next.remove(name);
          attached = random.nextBoolean() ? next : Set.copyOf(NAMES);
          store.subscribe(now(attached.toArray(String[]::new)));
        }
      }
      case 15 -> store.renew(leases(name), LONG);
      case 16 -> {
        if (random.nextBoolean()) {
          store.pause(name);
        } else {
          NAMES.forEach(store::resume);
        }
      }
      case 17 -> store.sweep();
      default -> settle(store, name);
    }
  }

  private List<Lease> leases(String name) {
    return held.get(name).stream().map(LeasedMessage::lease).toList();
  }

  private void accept(RedisQueueStore store) {
    Offer offer =
        random.nextInt(3) == 0
            ? deduped(ROUTE, "key-" + random.nextInt(50), Duration.ofMillis(500), null)
            : new Offer(
                message(ROUTE, "x".repeat(random.nextInt(3_000))),
                new QueueLimits(300, 1 << 20),
                null,
                null);
    if (store.accept(offer) instanceof Acceptance.Stored stored) {
      attached.forEach(n -> owed.get(n).add(stored.id()));
    }
  }

  private void lease(RedisQueueStore store, String name, Duration duration) {
    held.get(name)
        .addAll(
            QueueFixture.lease(store, name, 1 + random.nextInt(8), duration, POLICY).messages());
  }

  private void settle(RedisQueueStore store, String name) {
    if (held.get(name).isEmpty()) {
      return;
    }
    LeasedMessage one = held.get(name).remove(random.nextInt(held.get(name).size()));
    Lease lease = one.lease();
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        boolean was = owed.get(name).remove(lease.id());
        assertThat(store.complete(lease, null))
            .isEqualTo(was ? Settlement.SETTLED : Settlement.FINISHED);
      }
      case 2 -> store.retry(lease, Duration.ofMillis(random.nextInt(20)), "again", "side");
      case 3 -> store.bury(lease, "enough", null);
      default -> store.release(lease, Duration.ZERO);
    }
  }

  private void discard(RedisQueueStore store, String name) {
    List<MessageId> some = owed.get(name).stream().limit(random.nextInt(3)).toList();
    assertThat(store.discard(name, some)).isEqualTo(some.size());
    some.forEach(owed.get(name)::remove);
  }

  private void drain(RedisQueueStore store, String name) {
    store.resume(name);
    held.get(name).forEach(l -> store.release(l.lease(), Duration.ZERO));
    store.replay(name, DeadLetterFilter.ALL);
    await("drained")
        .until(
            () -> {
              for (LeasedMessage leased :
                  QueueFixture.lease(store, name, 40, LONG, POLICY).messages()) {
                assertThat(owed.get(name).remove(leased.message().id())).isTrue();
                assertThat(store.complete(leased.lease(), null)).isEqualTo(Settlement.SETTLED);
              }
              return owed.get(name).isEmpty();
            });
  }

  private void check(RedisQueueStore store) {
    QueueStatus status = store.status();
    Set<MessageId> all = new HashSet<>();
    owed.values().forEach(all::addAll);
    assertThat(status.messages()).isEqualTo(all.size());
    for (SubscriberStatus subscriber : status.subscribers()) {
      assertThat(subscriber.backlog() + subscriber.dead())
          .as(subscriber.toString())
          .isEqualTo(owed.get(subscriber.name()).size());
    }
  }
}
