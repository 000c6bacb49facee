package dev.ficus.gateway.redis;

import static dev.ficus.gateway.redis.QueueFixture.AT_ONCE;
import static dev.ficus.gateway.redis.QueueFixture.LONG;
import static dev.ficus.gateway.redis.QueueFixture.accept;
import static dev.ficus.gateway.redis.QueueFixture.deduped;
import static dev.ficus.gateway.redis.QueueFixture.lease;
import static dev.ficus.gateway.redis.QueueFixture.leaseOne;
import static dev.ficus.gateway.redis.QueueFixture.message;
import static dev.ficus.gateway.redis.QueueFixture.now;
import static dev.ficus.gateway.redis.QueueFixture.offer;
import static dev.ficus.gateway.redis.QueueFixture.policy;
import static dev.ficus.gateway.redis.QueueFixture.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.queue.Acceptance;
import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.DeadLetter;
import dev.ficus.gateway.queue.DeadLetterFilter;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.Lease;
import dev.ficus.gateway.queue.LeaseBatch;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.MessagePage;
import dev.ficus.gateway.queue.MessageState;
import dev.ficus.gateway.queue.MessageSummary;
import dev.ficus.gateway.queue.Offer;
import dev.ficus.gateway.queue.QueueLimits;
import dev.ficus.gateway.queue.QueueStatus;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.queue.Rate;
import dev.ficus.gateway.queue.Settlement;
import dev.ficus.gateway.queue.SubscriberPolicy;
import dev.ficus.gateway.queue.Subscription;
import dev.ficus.gateway.queue.SubscriptionChange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisQueueStoreIT {

  private static final String ROUTE = "payment-events";
  private static final String PREFIX = "ficus:test:{q:payment-events}:";

  private static RedisProcess redis;
  private static final List<RedisConnections> connections = new ArrayList<>();

  private final List<RedisQueueStore> stores = new ArrayList<>();
  private RedisQueueStore store;

  @BeforeAll
  static void start() {
    redis = RedisProcess.start();
    for (int i = 0; i < 2; i++) {
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
    connections.forEach(c -> stores.add(new RedisQueueStore(c.queueLink(), "test", ROUTE)));
    store = stores.getFirst();
    store.subscribe(now("ledger"));
  }

  private static LeasedMessage leaseFor(RedisQueueStore on, Duration duration) {
    return lease(on, "ledger", 1, duration, policy(null, 10, 5)).messages().getFirst();
  }

  private MessageId dead(String reason) {
    MessageId id = accept(store, "{}");
    assertThat(store.bury(leaseOne(store, "ledger").lease(), reason, null))
        .isEqualTo(Settlement.SETTLED);
    return id;
  }

  @Test
  void messageComesOutAsItWentIn() {
    byte[] raw = new byte[1_000];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) i;
    }
    Message message =
        new Message(
            MessageId.fresh(ROUTE, QueueFixture.RANDOM),
            "PUT",
            "/hooks/%zz//\u00ff\u20ac",
            "a=b=c&d",
            List.of(
                new Header("X-Twice", "1"),
                new Header("x-twice", ""),
                new Header("X-Text", "a: b=\u00e4\u20ac")),
            Body.of(raw),
            Instant.ofEpochMilli(1_700_000_000_123L),
            "customer 7");
    accept(store, new Offer(message, QueueLimits.DEFAULT, null, null));
    assertThat(store.message(message.id())).contains(message);
    LeasedMessage leased = leaseOne(store, "ledger");
    assertThat(leased.message()).isEqualTo(message);
    assertThat(leased.attempt()).isEqualTo(1);
    assertThat(leased.side()).isNull();

    Message least = message(ROUTE, "");
    accept(store, new Offer(least, QueueLimits.DEFAULT, null, null));
    assertThat(leaseOne(store, "ledger").message()).isEqualTo(least);
  }

  @Test
  void doneMessageLeavesNothingBehind() throws IOException {
    store.subscribe(now("ledger", "mailer"));
    for (int i = 0; i < 300; i++) {
      accept(store, "{}");
    }
    for (String subscriber : List.of("ledger", "mailer")) {
      assertThat(store.status().messages()).isEqualTo(300);
      for (int done = 0; done < 300; ) {
        for (LeasedMessage leased : lease(store, subscriber, 100)) {
          assertThat(store.complete(leased.lease(), null)).isEqualTo(Settlement.SETTLED);
          done++;
        }
      }
    }
    QueueStatus status = store.status();
    assertThat(status.messages()).isZero();
    assertThat(status.bytes()).isZero();
    assertThat(status.accepted()).isEqualTo(300);
    assertThat(status(store, "mailer").done()).isEqualTo(300);
    assertThat(status(store, "mailer").backlog()).isZero();
    assertThat(redis.ask("XLEN", PREFIX + "stream")).containsExactly("0");
    assertThat(redis.ask("KEYS", "*"))
        .containsExactlyInAnyOrder(
            PREFIX + "meta", PREFIX + "stream", PREFIX + "s:ledger", PREFIX + "s:mailer");
  }

  @Test
  void streamIsTrimmedBehindTheSlowestThoughDeadLettersAreKept() throws IOException {
    for (int i = 0; i < 500; i++) {
      dead("status 500");
    }
    assertThat(Long.parseLong(redis.ask("XLEN", PREFIX + "stream").getFirst()))
        .as("but for a part")
        .isLessThan(260);
    assertThat(status(store, "ledger").dead()).isEqualTo(500);
    assertThat(store.status().messages()).isEqualTo(500);
  }

  @Test
  void sameDeliveryGetsTheSameIdWithinTheWindow() {
    MessageId first = accept(store, deduped(ROUTE, "msg_1", LONG, null));
    assertThat(stores.get(1).accept(deduped(ROUTE, "msg_1", LONG, null)))
        .isEqualTo(new Acceptance.Duplicate(first));
    accept(store, deduped(ROUTE, "msg_2", LONG, null));
    assertThat(store.status().messages()).isEqualTo(2);
    // It was done meanwhile: that is no reason to do it again.
    store.complete(leaseOne(store, "ledger").lease(), null);
    assertThat(store.accept(deduped(ROUTE, "msg_1", LONG, null)))
        .isEqualTo(new Acceptance.Duplicate(first));
  }

  @Test
  void keyIsForgottenAfterTheWindowAndCountedUntilThen() {
    Duration window = Duration.ofMillis(300);
    MessageId first = accept(store, deduped(ROUTE, "msg_1", window, null));
    long withKey = store.status().bytes();
    store.complete(leaseOne(store, "ledger").lease(), null);
    long key = store.status().bytes();
    assertThat(key).isBetween(1L, withKey - 1);
    await("forgotten")
        .until(
            () ->
                !store
                    .accept(deduped(ROUTE, "msg_1", window, null))
                    .equals(new Acceptance.Duplicate(first)));
    store.complete(leaseOne(store, "ledger").lease(), null);
    await("no longer counted")
        .until(
            () -> {
              store.sweep();
              return store.status().bytes() == 0;
            });
  }

  @Test
  void sameKeyWithAnotherBodyIsAConflict() {
    MessageId first = accept(store, deduped(ROUTE, "key", LONG, "body 1"));
    assertThat(store.accept(deduped(ROUTE, "key", LONG, "body 1")))
        .isEqualTo(new Acceptance.Duplicate(first));
    assertThat(store.accept(deduped(ROUTE, "key", LONG, "body 2")))
        .isEqualTo(new Acceptance.Conflict(first));
  }

  @Test
  void ofFiftyAtOnceOneIsTaken() throws Exception {
    Set<MessageId> ids = ConcurrentHashMap.newKeySet();
    AtomicInteger taken = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        RedisQueueStore mine = stores.get(i % 2);
        all.add(
            threads.submit(
                () -> {
                  switch (mine.accept(deduped(ROUTE, "same", LONG, null))) {
                    case Acceptance.Stored stored -> {
                      taken.incrementAndGet();
                      ids.add(stored.id());
                    }
                    case Acceptance.Duplicate duplicate -> ids.add(duplicate.id());
                    case Acceptance other -> throw new AssertionError(other);
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(taken).hasValue(1);
    assertThat(ids).hasSize(1);
  }

  @Test
  void fullQueueTakesNothingAndForgetsWhatItRefused() {
    QueueLimits two = new QueueLimits(2, 1 << 20);
    Offer.Dedupe key = new Offer.Dedupe("msg_3", LONG, null);
    accept(store, new Offer(message(ROUTE, "{}"), two, null, null));
    accept(store, new Offer(message(ROUTE, "{}"), two, null, null));
    Offer third = new Offer(message(ROUTE, "{}"), two, key, null);
    assertThat(store.accept(third)).isEqualTo(new Acceptance.Full(Acceptance.Limit.MESSAGES));
    store.complete(leaseOne(store, "ledger").lease(), null);
    accept(store, third);
  }

  @Test
  void bytesAreCountedWithWhatTheyCostAndGivenBack() {
    QueueLimits limits = new QueueLimits(1_000, 10_000);
    Offer large = new Offer(message(ROUTE, "x".repeat(6_000)), limits, null, null);
    accept(store, large);
    assertThat(store.status().bytes()).isBetween(6_000L, 8_000L);
    Offer other = new Offer(message(ROUTE, "x".repeat(6_000)), limits, null, null);
    assertThat(store.accept(other)).isEqualTo(new Acceptance.Full(Acceptance.Limit.BYTES));
    store.bury(leaseOne(store, "ledger").lease(), "no", null);
    assertThat(store.accept(other)).isEqualTo(new Acceptance.Full(Acceptance.Limit.BYTES));
    assertThat(store.discard("ledger", List.of(large.message().id()))).isEqualTo(1);
    accept(store, other);
  }

  @Test
  void withoutSubscribersNothingIsTaken() throws IOException {
    redis.ask("FLUSHALL");
    assertThat(store.accept(offer(ROUTE, "{}"))).isEqualTo(new Acceptance.Unsubscribed());
    assertThat(lease(store, "ledger", 1, LONG, policy(null, 1, 5)).reading())
        .isEqualTo(LeaseBatch.Reading.UNKNOWN);
    assertThat(redis.ask("DBSIZE")).containsExactly("0");
  }

  @Test
  void neverMoreThanTheConcurrencyIsLeased() throws Exception {
    for (int i = 0; i < 200; i++) {
      accept(store, "{}");
    }
    SubscriberPolicy eight = policy(null, 8, 5);
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    List<Future<?>> workers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        RedisQueueStore mine = stores.get(i % 2);
        workers.add(
            threads.submit(
                () -> {
                  while (done.get() < 200) {
                    List<LeasedMessage> got = lease(mine, "ledger", 5, LONG, eight).messages();
                    most.accumulateAndGet(held.addAndGet(got.size()), Math::max);
                    for (LeasedMessage leased : got) {
                      held.decrementAndGet();
                      mine.complete(leased.lease(), null);
                      done.incrementAndGet();
                    }
                  }
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    }
    assertThat(done).hasValue(200);
    assertThat(most.get()).isBetween(5, 8);
    assertThat(lease(store, "ledger", 5, LONG, eight).crowded()).isFalse();
  }

  @Test
  void crowdedSubscriberIsToldSo() {
    SubscriberPolicy two = policy(null, 2, 5);
    for (int i = 0; i < 3; i++) {
      accept(store, "{}");
    }
    assertThat(lease(store, "ledger", 5, LONG, two).messages()).hasSize(2);
    LeaseBatch none = lease(stores.get(1), "ledger", 2, LONG, two);
    assertThat(none.messages()).isEmpty();
    assertThat(none.crowded()).isTrue();
  }

  @Test
  void rateHoldsForTheWholeFleet() {
    SubscriberPolicy fifty = policy(Rate.perSecond(50), 1_000, 5);
    for (int i = 0; i < 300; i++) {
      accept(store, "{}");
    }
    // The burst first, so that what follows is the rate alone.
    int[] got = {lease(store, "ledger", 100, LONG, fifty).messages().size()};
    assertThat(got[0]).isBetween(5, 7);
    long begun = System.nanoTime();
    int[] turn = {0};
    await("two seconds")
        .pollInterval(Duration.ofMillis(3))
        .until(
            () -> {
              got[0] +=
                  lease(stores.get(turn[0]++ % 2), "ledger", 100, LONG, fifty).messages().size();
              return System.nanoTime() - begun >= 2_000_000_000L;
            });
    double seconds = (System.nanoTime() - begun) / 1e9;
    assertThat((got[0] - 6) / seconds).isBetween(47.5, 52.5);
  }

  @Test
  void throttledWorkerIsToldWhenToComeAgain() {
    SubscriberPolicy slow = policy(new Rate(1, Duration.ofSeconds(30)), 10, 5);
    accept(store, "{}");
    accept(store, "{}");
    assertThat(lease(store, "ledger", 5, LONG, slow).messages()).hasSize(1);
    LeaseBatch none = lease(store, "ledger", 5, LONG, slow);
    assertThat(none.messages()).isEmpty();
    assertThat(none.pause()).isBetween(Duration.ofSeconds(28), Duration.ofSeconds(30));
  }

  @Test
  void lapsedLeaseIsTakenOverAndItsHolderHasNoMoreToSay() {
    MessageId id = accept(store, "{}");
    LeasedMessage first = leaseFor(store, Duration.ofMillis(100));
    long begun = System.nanoTime();
    LeasedMessage second =
        await("taken over")
            .pollInterval(Duration.ofMillis(10))
            .until(() -> lease(stores.get(1), "ledger", 1), l -> !l.isEmpty())
            .getFirst();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(1_100));
    assertThat(second.message().id()).isEqualTo(id);
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.lease().epoch()).isGreaterThan(first.lease().epoch());

    assertThat(store.renew(List.of(first.lease()), LONG)).isEmpty();
    assertThat(store.retry(first.lease(), AT_ONCE, "late", null)).isEqualTo(Settlement.LOST);
    assertThat(store.bury(first.lease(), "late", null)).isEqualTo(Settlement.LOST);
    assertThat(store.release(first.lease(), AT_ONCE)).isEqualTo(Settlement.LOST);
    assertThat(status(store, "ledger").leased()).isEqualTo(1);
    // What was delivered is delivered, whoever says so.
    assertThat(store.complete(first.lease(), null)).isEqualTo(Settlement.SETTLED);
    assertThat(store.complete(second.lease(), null)).isEqualTo(Settlement.FINISHED);
    assertThat(store.status().messages()).isZero();
  }

  @Test
  void renewedLeaseIsNotTakenOver() {
    accept(store, "{}");
    Lease lease = leaseFor(store, Duration.ofMillis(300)).lease();
    long begun = System.nanoTime();
    await("a second")
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              List<Lease> kept = store.renew(List.of(lease), Duration.ofMillis(300));
              assertThat(kept).hasSize(1);
              assertThat(kept.getFirst().deadlineMillis()).isGreaterThan(lease.deadlineMillis());
              assertThat(lease(stores.get(1), "ledger", 1)).isEmpty();
              return System.nanoTime() - begun > 1_000_000_000L;
            });
    assertThat(store.complete(lease, null)).isEqualTo(Settlement.SETTLED);
  }

  @Test
  void messageThatKillsItsWorkersIsDeadAfterAFewLapses() {
    MessageId id = accept(store, "{}");
    SubscriberPolicy three = policy(null, 10, 3);
    List<Integer> attempts = new ArrayList<>();
    await("dead")
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              lease(store, "ledger", 1, Duration.ofMillis(20), three)
                  .messages()
                  .forEach(l -> attempts.add(l.attempt()));
              return status(store, "ledger").dead() == 1;
            });
    assertThat(attempts).containsExactly(1, 2, 3);
    DeadLetter dead = store.deadLetter("ledger", id).orElseThrow();
    assertThat(dead.reason()).isEqualTo("lease lapsed 3 times without a verdict");
    assertThat(dead.attempts()).isEqualTo(3);
  }

  @Test
  void onlyLapsesInARowMakeAMessageSuspicious() {
    accept(store, "{}");
    SubscriberPolicy two = policy(null, 10, 2);
    for (int i = 0; i < 4; i++) {
      lease(store, "ledger", 1, Duration.ofMillis(1), two);
      List<LeasedMessage> again =
          await("lapsed")
              .until(() -> lease(store, "ledger", 1, LONG, two).messages(), l -> !l.isEmpty());
      store.retry(again.getFirst().lease(), AT_ONCE, "status 500", null);
    }
    assertThat(status(store, "ledger").dead()).isZero();
  }

  @Test
  void retryWaitsAndCountsAndKeepsItsSide() {
    accept(store, "{}");
    Lease first = leaseOne(store, "ledger").lease();
    assertThat(store.retry(first, Duration.ofMillis(200), "status\n503", "target"))
        .isEqualTo(Settlement.SETTLED);
    assertThat(store.retry(first, AT_ONCE, "again", null)).isEqualTo(Settlement.LOST);
    assertThat(lease(store, "ledger", 1)).isEmpty();
    assertThat(status(store, "ledger").retrying()).isEqualTo(1);
    MessageSummary listed =
        store.list("ledger", MessageState.RETRYING, null, 10).messages().getFirst();
    assertThat(listed.reason()).isEqualTo("status 503");
    assertThat(listed.attempts()).isEqualTo(1);

    LeasedMessage second =
        await("due").until(() -> lease(store, "ledger", 1), l -> !l.isEmpty()).getFirst();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.side()).isEqualTo("target");
    store.retry(second.lease(), AT_ONCE, "status 503", null);
    // A rollback: all that are not done choose anew.
    assertThat(store.repin("ledger")).isEqualTo(1);
    assertThat(leaseOne(store, "ledger").side()).isNull();
  }

  @Test
  void waitEndsWhenTheNextAttemptIsDue() {
    accept(store, "{}");
    store.retry(leaseOne(store, "ledger").lease(), Duration.ofSeconds(7), "later", null);
    LeaseBatch none = lease(store, "ledger", 1, LONG, policy(null, 10, 5));
    assertThat(none.pause()).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(7));
  }

  @Test
  void releasedMessageHasNotBeenTried() {
    accept(store, "{}");
    for (int i = 0; i < 5; i++) {
      LeasedMessage leased = leaseOne(store, "ledger");
      assertThat(leased.attempt()).isEqualTo(1);
      assertThat(store.release(leased.lease(), AT_ONCE)).isEqualTo(Settlement.SETTLED);
    }
  }

  @Test
  void deadLettersAreListedLookedIntoAndReplayedAfterEverythingElse() {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(dead("status 50" + i));
    }
    MessagePage first = store.list("ledger", MessageState.DEAD, null, 3);
    assertThat(first.messages()).hasSize(3).allMatch(m -> m.attempts() == 1);
    MessagePage rest = store.list("ledger", MessageState.DEAD, first.next(), 3);
    assertThat(rest.messages()).hasSize(2);
    assertThat(rest.next()).isNull();
    Set<MessageId> listed = new HashSet<>();
    first.messages().forEach(m -> listed.add(m.id()));
    rest.messages().forEach(m -> listed.add(m.id()));
    assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
    DeadLetter one = store.deadLetter("ledger", ids.get(2)).orElseThrow();
    assertThat(one.reason()).isEqualTo("status 502");
    assertThat(one.message().body().length()).isEqualTo(2);
    assertThat(store.deadLetter("ledger", MessageId.fresh(ROUTE, QueueFixture.RANDOM))).isEmpty();

    assertThat(store.replay("ledger", List.of(ids.get(2)))).isEqualTo(1);
    assertThat(store.replay("ledger", List.of(ids.get(2)))).as("it is dead no more").isZero();
    assertThat(store.replay("ledger", new DeadLetterFilter(null, null, "STATUS 504"))).isEqualTo(1);
    assertThat(status(store, "ledger").replaying()).isEqualTo(2);
    MessageId fresh = accept(store, "{}");
    List<MessageId> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      LeasedMessage leased = leaseOne(store, "ledger");
      order.add(leased.message().id());
      assertThat(leased.attempt()).isEqualTo(1);
    }
    assertThat(order).containsExactly(fresh, ids.get(2), ids.get(4));
    assertThat(lease(store, "ledger", 1)).isEmpty();
    assertThat(status(store, "ledger").dead()).isEqualTo(3);
  }

  @Test
  void manyDeadLettersAreReplayedByOneFilter() {
    for (int i = 0; i < 450; i++) {
      dead(i % 2 == 0 ? "status 500" : "status 410");
    }
    assertThat(store.replay("ledger", new DeadLetterFilter(null, Instant.EPOCH, null))).isZero();
    assertThat(store.replay("ledger", new DeadLetterFilter(Instant.EPOCH, null, "500")))
        .isEqualTo(225);
    assertThat(store.replay("ledger", DeadLetterFilter.ALL)).isEqualTo(225);
    assertThat(status(store, "ledger").dead()).isZero();
    assertThat(status(store, "ledger").replaying()).isEqualTo(450);
  }

  @Test
  void whatIsDiscardedIsNeverDelivered() throws IOException {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ids.add(accept(store, "{}"));
    }
    Lease held = leaseOne(store, "ledger").lease();
    MessagePage waiting = store.list("ledger", MessageState.WAITING, null, 2);
    assertThat(waiting.messages())
        .extracting(MessageSummary::id)
        .containsExactly(ids.get(1), ids.get(2));
    assertThat(store.list("ledger", MessageState.WAITING, waiting.next(), 2).messages())
        .extracting(MessageSummary::id)
        .containsExactly(ids.get(3));
    assertThat(store.awaits("ledger", ids.getFirst())).isTrue();
    assertThat(store.discard("ledger", ids.subList(0, 3))).isEqualTo(3);
    assertThat(store.discard("ledger", ids.subList(0, 3))).isZero();
    assertThat(store.awaits("ledger", ids.getFirst())).isFalse();
    assertThat(store.awaits("nobody", ids.getLast())).isFalse();
    assertThat(store.complete(held, null)).isEqualTo(Settlement.FINISHED);
    assertThat(status(store, "ledger").waiting()).isEqualTo(1);
    assertThat(leaseOne(store, "ledger").message().id()).isEqualTo(ids.get(3));
    assertThat(status(store, "ledger").waiting()).isZero();
    assertThat(store.message(ids.get(1))).isEmpty();
    assertThat(redis.ask("EXISTS", PREFIX + "m:" + ids.get(1).local())).containsExactly("0");
  }

  @Test
  void pausedSubscriberGetsNothingAndIsToldWhenItGoesOn() {
    AtomicInteger told = new AtomicInteger();
    try (RedisQueueStore other = stores.get(1);
        var _ = other.onArrival(told::incrementAndGet)) {
      await("subscribed").until(() -> told.get() > 0);
      assertThat(store.pause("ledger")).isTrue();
      assertThat(store.pause("nobody")).isFalse();
      accept(store, "{}");
      assertThat(lease(store, "ledger", 1, LONG, policy(null, 1, 5)).reading())
          .isEqualTo(LeaseBatch.Reading.PAUSED);
      assertThat(status(store, "ledger").paused()).isTrue();
      assertThat(status(store, "ledger").waiting()).isEqualTo(1);
      int before = told.get();
      assertThat(store.resume("ledger")).isTrue();
      await("told").until(() -> told.get() > before);
      leaseOne(store, "ledger");
    }
  }

  @Test
  void whoHasRunDryIsToldOfArrivals() {
    AtomicInteger told = new AtomicInteger();
    try (RedisQueueStore other = stores.get(1);
        var _ = other.onArrival(told::incrementAndGet)) {
      await("subscribed").until(() -> told.get() > 0);
      assertThat(lease(other, "ledger", 1)).isEmpty();
      int before = told.get();
      accept(store, "{}");
      await("told").until(() -> told.get() > before);
    }
  }

  @Test
  void detachedSubscriberKeepsItsBacklogAndGetsNothingNew() {
    store.subscribe(now("ledger", "mailer"));
    for (int i = 0; i < 3; i++) {
      accept(store, "{}");
    }
    assertThat(store.subscribe(now("ledger", "audit")))
        .isEqualTo(new SubscriptionChange(List.of("audit"), List.of(), List.of("mailer")));
    MessageId between = accept(store, "{}");
    assertThat(lease(store, "mailer", 5, LONG, policy(null, 9, 5)).reading())
        .isEqualTo(LeaseBatch.Reading.DETACHED);
    assertThat(status(store, "mailer").attached()).isFalse();
    assertThat(status(store, "mailer").waiting()).isEqualTo(3);
    assertThat(lease(store, "audit", 5)).extracting(l -> l.message().id()).containsExactly(between);

    assertThat(store.subscribe(now("ledger", "mailer", "audit")))
        .isEqualTo(new SubscriptionChange(List.of(), List.of("mailer"), List.of()));
    assertThat(store.subscribe(now("ledger", "mailer", "audit")).isEmpty()).isTrue();
    MessageId after = accept(store, "{}");
    assertThat(status(store, "mailer").waiting()).isEqualTo(4);
    assertThat(lease(store, "mailer", 10))
        .hasSize(4)
        .extracting(l -> l.message().id())
        .contains(after)
        .doesNotContain(between);
    assertThat(status(store, "mailer").waiting()).isZero();
  }

  @Test
  void forgottenSubscriberTakesItsBacklogWithIt() {
    store.subscribe(now("ledger", "mailer"));
    for (int i = 0; i < 700; i++) {
      accept(store, "{}");
    }
    lease(store, "mailer", 100).forEach(l -> store.retry(l.lease(), LONG, "status 500", null));
    lease(store, "mailer", 50).forEach(l -> store.bury(l.lease(), "status 410", null));
    assertThatThrownBy(() -> store.forget("mailer")).hasMessageContaining("attached");
    store.subscribe(now("ledger"));
    assertThat(store.forget("mailer")).isEqualTo(700);
    assertThat(store.status().subscribers()).hasSize(1);
    assertThat(store.status().messages()).isEqualTo(700);
    assertThatThrownBy(() -> store.forget("mailer")).hasMessageContaining("unknown");
    lease(store, "ledger", 1_000).forEach(l -> store.complete(l.lease(), null));
    assertThat(store.status().bytes()).isZero();
  }

  @Test
  void newSubscriberStartsNowOrWithTheOldestThatIsThere() {
    List<MessageId> before = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      before.add(accept(store, "{}"));
    }
    Set<Subscription> all = now("ledger", "late");
    all.add(new Subscription("archive", Subscription.From.OLDEST));
    store.subscribe(all);
    MessageId after = accept(store, "{}");
    assertThat(status(store, "archive").waiting()).isEqualTo(4);
    assertThat(lease(store, "late", 9)).extracting(l -> l.message().id()).containsExactly(after);
    List<LeasedMessage> archived = lease(store, "archive", 9);
    before.add(after);
    assertThat(archived).extracting(l -> l.message().id()).containsExactlyElementsOf(before);
    assertThat(status(store, "archive").waiting()).isZero();
    lease(store, "ledger", 9).forEach(l -> store.complete(l.lease(), null));
    assertThat(store.status().messages()).as("the archive is not done with them").isEqualTo(4);
    archived.forEach(l -> store.complete(l.lease(), null));
    assertThat(store.message(before.getFirst())).isEmpty();
    assertThat(store.message(after)).as("late is not done with it").isPresent();
  }

  @Test
  void largeBodiesComeInSmallBatches() {
    for (int i = 0; i < 5; i++) {
      accept(store, "x".repeat(RedisQueueStore.BATCH_BYTES / 2));
    }
    int got = 0;
    for (int round = 0; got < 5; round++) {
      int size = lease(store, "ledger", 5).size();
      assertThat(size).isBetween(1, 2);
      assertThat(round).isLessThan(5);
      got += size;
    }
    assertThat(status(store, "ledger").leased()).isEqualTo(5);
    assertThat(status(store, "ledger").waiting()).isZero();
  }

  @Test
  void scriptsThatRedisHasForgottenAreSentAgain() throws IOException {
    accept(store, "{}");
    redis.ask("SCRIPT", "FLUSH");
    accept(store, "{}");
    redis.ask("SCRIPT", "FLUSH");
    assertThat(lease(store, "ledger", 5)).hasSize(2);
  }

  @Test
  void routesAndFleetsDoNotMeet() {
    accept(store, "{}");
    RedisQueueStore route = new RedisQueueStore(connections.getFirst().queueLink(), "test", "b");
    RedisQueueStore fleet = new RedisQueueStore(connections.getFirst().queueLink(), "b", ROUTE);
    assertThat(route.status())
        .isEqualTo(fleet.status())
        .extracting(QueueStatus::accepted)
        .isEqualTo(0L);
    MessageId foreign = MessageId.fresh("b", QueueFixture.RANDOM);
    assertThatThrownBy(() -> store.message(foreign)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void frozenRedisTakesNothingUpAfterwards() throws IOException {
    try (RedisProcess frozen = RedisProcess.start();
        RedisConnections its = frozen.connect()) {
      RedisQueueStore cold = new RedisQueueStore(its.queueLink(), "test", ROUTE);
      cold.subscribe(now("ledger"));
      accept(cold, "{}");
      frozen.freeze();
      assertThatThrownBy(() -> cold.accept(offer(ROUTE, "{}")))
          .isInstanceOfSatisfying(
              QueueUnavailableException.class, e -> assertThat(e.outcomeUnknown()).isTrue());
      assertThatThrownBy(() -> lease(cold, "ledger", 1))
          .isInstanceOf(QueueUnavailableException.class);
      frozen.thaw();
      assertThat(frozen.ask("PING")).containsExactly("PONG");
      await("answers").ignoreExceptions().until(() -> cold.status().accepted() == 1);
      assertThat(status(cold, "ledger").waiting()).isEqualTo(1);
      assertThat(status(cold, "ledger").leased()).isZero();
    }
  }

  @Test
  void acknowledgedMessagesOutliveAKilledRedis() throws IOException {
    try (RedisProcess mortal = RedisProcess.start();
        RedisConnections its = mortal.connect()) {
      RedisQueueStore durable = new RedisQueueStore(its.queueLink(), "test", ROUTE);
      durable.subscribe(now("ledger"));
      Set<MessageId> ids = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        ids.add(accept(durable, "{}"));
      }
      List<LeasedMessage> some = lease(durable, "ledger", 40);
      some.subList(0, 20).forEach(l -> durable.complete(l.lease(), null));
      mortal.kill();
      assertThatThrownBy(() -> durable.accept(offer(ROUTE, "{}")))
          .isInstanceOf(QueueUnavailableException.class);
      mortal.restart();
      await("answers").ignoreExceptions().until(() -> durable.status().messages() == 80);
      some.subList(20, 40).forEach(l -> durable.complete(l.lease(), null));
      List<LeasedMessage> rest = lease(durable, "ledger", 100);
      assertThat(rest).hasSize(60).allMatch(l -> l.attempt() == 1);
      rest.forEach(l -> ids.remove(l.message().id()));
      some.forEach(l -> ids.remove(l.message().id()));
      assertThat(ids).isEmpty();
    }
  }
}
