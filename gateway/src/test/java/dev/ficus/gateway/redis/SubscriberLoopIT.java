package dev.ficus.gateway.redis;

import static dev.ficus.gateway.redis.QueueFixture.accept;
import static dev.ficus.gateway.redis.QueueFixture.now;
import static dev.ficus.gateway.redis.QueueFixture.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.queue.Delivery;
import dev.ficus.gateway.queue.DeliveryVerdict;
import dev.ficus.gateway.queue.DeliveryVerdict.Done;
import dev.ficus.gateway.queue.DeliveryVerdict.NotSent;
import dev.ficus.gateway.queue.DeliveryVerdict.Retry;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.LoopListener;
import dev.ficus.gateway.queue.LoopTimes;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.MessageState;
import dev.ficus.gateway.queue.Rate;
import dev.ficus.gateway.queue.RetrySchedule;
import dev.ficus.gateway.queue.SubscriberLoop;
import dev.ficus.gateway.queue.SubscriberPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Workers of one subscriber over one Redis: what each of them does, and what becomes of its work.
 */
class SubscriberLoopIT {

  private static final String ROUTE = "payment-events";
  private static final LoopTimes TIMES =
      new LoopTimes(Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofSeconds(5));

  private final List<RedisConnections> connections = new ArrayList<>();
  private final List<RedisQueueStore> stores = new ArrayList<>();
  private final List<SubscriberLoop> loops = new ArrayList<>();
  private RedisProcess redis;
  private RedisQueueStore store;

  @BeforeEach
  void start() {
    redis = RedisProcess.start();
    store = connect();
    store.subscribe(now("ledger"));
  }

  @AfterEach
  void stop() {
    loops.forEach(SubscriberLoop::close);
    stores.forEach(RedisQueueStore::close);
    connections.forEach(RedisConnections::close);
    redis.close();
  }

  private RedisQueueStore connect() {
    RedisConnections mine = redis.connect();
    connections.add(mine);
    RedisQueueStore connected = new RedisQueueStore(mine.queueLink(), "test", ROUTE);
    stores.add(connected);
    return connected;
  }

  private static SubscriberPolicy policy(
      @Nullable Rate rate, int concurrency, int attempts, Duration first) {
    RetrySchedule retry = new RetrySchedule(attempts, first, 1, first, 0);
    return new SubscriberPolicy(rate, concurrency, retry, Set.of(), Duration.ofSeconds(5), 5);
  }

  private SubscriberLoop loop(
      RedisQueueStore on,
      String worker,
      SubscriberPolicy policy,
      BooleanSupplier mayDeliver,
      Delivery delivery) {
    SubscriberLoop loop =
        new SubscriberLoop(
            on,
            new SubscriberLoop.Post("ledger", worker),
            () -> policy,
            mayDeliver,
            delivery,
            LoopListener.NONE,
            new Random(1),
            System::nanoTime,
            TIMES);
    loops.add(loop);
    loop.start();
    return loop;
  }

  private SubscriberLoop loop(SubscriberPolicy policy, Delivery delivery) {
    return loop(store, "one", policy, () -> true, delivery);
  }

  private Set<MessageId> acceptMany(int count) {
    Set<MessageId> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      ids.add(accept(store, "{\"n\":" + i + "}"));
    }
    return ids;
  }

  /** How often each message was delivered. */
  private static final class Ledger implements Delivery {

    final Map<MessageId, Integer> delivered = new ConcurrentHashMap<>();

    @Override
    public DeliveryVerdict deliver(LeasedMessage message) {
      delivered.merge(message.message().id(), 1, Integer::sum);
      return Done.WITHOUT_ANSWER;
    }
  }

  @Test
  void twoWorkersShareTheWorkAndDoAllOfItOnce() {
    Ledger first = new Ledger();
    Ledger second = new Ledger();
    SubscriberPolicy eight = policy(null, 8, 3, Duration.ofMillis(50));
    loop(store, "one", eight, () -> true, first);
    loop(connect(), "two", eight, () -> true, second);
    Set<MessageId> ids = acceptMany(500);
    await("all done").until(() -> status(store, "ledger").done() == 500);
    Map<MessageId, Integer> all = new ConcurrentHashMap<>(first.delivered);
    second.delivered.forEach((id, n) -> all.merge(id, n, Integer::sum));
    assertThat(all.keySet()).isEqualTo(ids);
    assertThat(all.values()).containsOnly(1);
    assertThat(store.status().messages()).isZero();
  }

  @Test
  void messagesOfADeadWorkerAreTakenOverWithinItsLeaseAndASecond() {
    CountDownLatch never = new CountDownLatch(1);
    Set<MessageId> stuck = ConcurrentHashMap.newKeySet();
    SubscriberPolicy eight = policy(null, 8, 3, Duration.ofMillis(50));
    RedisQueueStore doomed = connect();
    loop(
        doomed,
        "doomed",
        eight,
        () -> true,
        message -> {
          stuck.add(message.message().id());
          try {
            never.await();
          } catch (InterruptedException e) {
            return new Retry(null, "interrupted", null, null);
          }
          return Done.WITHOUT_ANSWER;
        });
    Set<MessageId> ids = acceptMany(8);
    await("all are stuck").until(() -> stuck.size() == 8);
    Ledger heir = new Ledger();
    Map<MessageId, Integer> attempts = new ConcurrentHashMap<>();
    loop(
        store,
        "heir",
        eight,
        () -> true,
        message -> {
          attempts.put(message.message().id(), message.attempt());
          return heir.deliver(message);
        });
    // It renews: nothing is taken from one that is only slow.
    await("longer than the lease")
        .during(Duration.ofMillis(1_500))
        .atMost(Duration.ofSeconds(3))
        .until(heir.delivered::isEmpty);

    connections.getLast().close();
    long died = System.nanoTime();
    await("taken over").until(() -> heir.delivered.keySet().equals(ids));
    Duration took = Duration.ofNanos(System.nanoTime() - died);
    System.out.println("taken over after " + took.toMillis() + " ms of a lease of 1000 ms");
    assertThat(took).isLessThan(TIMES.lease().plusSeconds(1));
    assertThat(attempts.values()).containsOnly(2);
    await("all done").until(() -> store.status().messages() == 0);
    assertThat(heir.delivered.values()).containsOnly(1);
  }

  @Test
  void slowDeliveryKeepsItsLease() {
    AtomicInteger tries = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    Delivery slow =
        message -> {
          tries.incrementAndGet();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Done.WITHOUT_ANSWER;
        };
    SubscriberPolicy four = policy(null, 4, 3, Duration.ofMillis(50));
    loop(store, "one", four, () -> true, slow);
    loop(connect(), "two", four, () -> true, slow);
    acceptMany(1);
    await("begun").until(() -> tries.get() == 1);
    await("three leases long")
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(5))
        .until(() -> tries.get() == 1 && status(store, "ledger").leased() == 1);
    end.countDown();
    await("done").until(() -> status(store, "ledger").done() == 1);
    assertThat(tries).hasValue(1);
  }

  @Test
  void failedDeliveriesAreRetriedAndAreDeadAfterTheLastAttempt() {
    List<Integer> attempts = new ArrayList<>();
    loop(
        policy(null, 1, 3, Duration.ofMillis(100)),
        message -> {
          attempts.add(message.attempt());
          throw new IllegalStateException("boom");
        });
    acceptMany(1);
    await("dead").until(() -> status(store, "ledger").dead() == 1);
    assertThat(attempts).containsExactly(1, 2, 3);
    assertThat(store.list("ledger", MessageState.DEAD, null, 5).messages().getFirst().reason())
        .contains("boom", "the last of 3 attempts");
  }

  @Test
  void whatCouldNotBeSentBurnsNoAttempt() {
    List<Integer> attempts = new ArrayList<>();
    loop(
        policy(null, 1, 2, Duration.ofMillis(10)),
        message -> {
          attempts.add(message.attempt());
          return attempts.size() < 6 ? new NotSent(Duration.ofMillis(10)) : Done.WITHOUT_ANSWER;
        });
    acceptMany(1);
    await("done").until(() -> status(store, "ledger").done() == 1);
    assertThat(attempts).containsExactly(1, 1, 1, 1, 1, 1);
  }

  @Test
  void nothingIsReadWhileTheCircuitIsOpenOrTheSubscriberPaused() {
    AtomicBoolean closed = new AtomicBoolean();
    Ledger ledger = new Ledger();
    SubscriberLoop loop =
        loop(store, "one", policy(null, 4, 2, Duration.ofMillis(10)), closed::get, ledger);
    acceptMany(5);
    await("open")
        .during(Duration.ofMillis(500))
        .until(() -> status(store, "ledger").waiting() == 5);
    store.pause("ledger");
    closed.set(true);
    loop.wake();
    await("paused")
        .during(Duration.ofMillis(500))
        .until(() -> status(store, "ledger").waiting() == 5);
    store.resume("ledger");
    await("done").until(() -> status(store, "ledger").done() == 5);
    assertThat(ledger.delivered.values()).containsOnly(1);
  }

  @Test
  void closingFinishesWhatIsUnderWayAndTakesNothingNew() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    SubscriberLoop loop =
        loop(
            policy(null, 2, 3, Duration.ofMillis(10)),
            message -> {
              begun.countDown();
              try {
                end.await();
              } catch (InterruptedException e) {
                return new NotSent(Duration.ZERO);
              }
              return Done.WITHOUT_ANSWER;
            });
    acceptMany(6);
    begun.await();
    Thread closing = Thread.startVirtualThread(loop::close);
    await("still under way").until(() -> loop.underWay() == 2);
    end.countDown();
    closing.join();
    assertThat(status(store, "ledger").done()).isEqualTo(2);
    assertThat(status(store, "ledger").leased()).isZero();
    assertThat(status(store, "ledger").backlog()).isEqualTo(4);
  }

  @Test
  void deliveriesThatOutlastTheGraceAreReleased() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    LoopTimes hasty =
        new LoopTimes(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMillis(200));
    SubscriberLoop loop =
        new SubscriberLoop(
            store,
            new SubscriberLoop.Post("ledger", "one"),
            () -> policy(null, 2, 3, Duration.ofMillis(10)),
            () -> true,
            message -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                return new NotSent(Duration.ZERO);
              }
              return Done.WITHOUT_ANSWER;
            },
            LoopListener.NONE,
            new Random(1),
            System::nanoTime,
            hasty);
    loop.start();
    acceptMany(2);
    begun.await();
    loop.close();
    assertThat(status(store, "ledger").leased()).isZero();
    assertThat(QueueFixture.lease(store, "ledger", 5)).hasSize(2).allMatch(l -> l.attempt() == 1);
  }

  @Test
  void verdictThatRedisCouldNotBeToldIsToldLater() throws Exception {
    Ledger ledger = new Ledger();
    CountDownLatch begun = new CountDownLatch(3);
    CountDownLatch end = new CountDownLatch(1);
    loop(
        policy(null, 3, 3, Duration.ofMillis(10)),
        message -> {
          begun.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return ledger.deliver(message);
        });
    Set<MessageId> ids = acceptMany(3);
    begun.await();
    redis.kill();
    end.countDown();
    await("delivered").until(() -> ledger.delivered.size() == 3);
    redis.restart();
    await("done").ignoreExceptions().until(() -> status(store, "ledger").done() == 3);
    assertThat(ledger.delivered.keySet()).isEqualTo(ids);
    assertThat(ledger.delivered.values()).containsOnly(1);
    assertThat(accept(store, "{}")).isNotNull();
    await("goes on").until(() -> status(store, "ledger").done() == 4);
  }

  @Test
  void rateOfTwoWorkersIsTheRate() {
    SubscriberPolicy fifty = policy(Rate.perSecond(50), 100, 3, Duration.ofMillis(50));
    List<Long> times = Collections.synchronizedList(new ArrayList<>());
    Delivery timed =
        message -> {
          times.add(System.nanoTime());
          return Done.WITHOUT_ANSWER;
        };
    acceptMany(250);
    loop(store, "one", fifty, () -> true, timed);
    loop(connect(), "two", fifty, () -> true, timed);
    await("done").until(() -> status(store, "ledger").done() == 250);
    List<Long> sorted = times.stream().sorted().toList();
    // The first few are the burst.
    double rate = (250 - 20) / ((sorted.get(249) - sorted.get(19)) / 1e9);
    System.out.printf("rate of two workers: %.2f/s of 50%n", rate);
    assertThat(rate).isBetween(47.5, 52.5);
  }

  @Test
  void idleSubscriberHearsOfAnArrivalBeforeItsNextPoll() {
    LoopTimes lazy =
        new LoopTimes(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(1));
    Ledger ledger = new Ledger();
    SubscriberLoop loop =
        new SubscriberLoop(
            connect(),
            new SubscriberLoop.Post("ledger", "one"),
            () -> SubscriberPolicy.DEFAULT,
            () -> true,
            ledger,
            LoopListener.NONE,
            new Random(1),
            System::nanoTime,
            lazy);
    loops.add(loop);
    loop.start();
    for (int i = 1; i <= 5; i++) {
      int count = i;
      accept(store, "{}");
      await("heard").atMost(Duration.ofSeconds(5)).until(() -> ledger.delivered.size() == count);
    }
  }
}
