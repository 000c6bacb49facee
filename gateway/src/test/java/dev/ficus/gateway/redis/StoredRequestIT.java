package dev.ficus.gateway.redis;

import static dev.ficus.gateway.redis.QueueFixture.AT_ONCE;
import static dev.ficus.gateway.redis.QueueFixture.LONG;
import static dev.ficus.gateway.redis.QueueFixture.accept;
import static dev.ficus.gateway.redis.QueueFixture.answer;
import static dev.ficus.gateway.redis.QueueFixture.lease;
import static dev.ficus.gateway.redis.QueueFixture.leaseOne;
import static dev.ficus.gateway.redis.QueueFixture.now;
import static dev.ficus.gateway.redis.QueueFixture.policy;
import static dev.ficus.gateway.redis.QueueFixture.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.queue.Acceptance;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.Settlement;
import dev.ficus.gateway.queue.StoredAnswer;
import dev.ficus.gateway.queue.StoredRequest;
import dev.ficus.gateway.queue.StoredRequest.Accepted;
import dev.ficus.gateway.queue.StoredRequest.Done;
import dev.ficus.gateway.queue.StoredRequest.Expired;
import dev.ficus.gateway.queue.StoredRequest.Failed;
import dev.ficus.gateway.queue.StoredRequest.Processing;
import dev.ficus.gateway.queue.StoredRequest.Unknown;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The life of a request that is stored to be worked on later. */
class StoredRequestIT {

  private static final String ROUTE = "monthly-report";
  private static final String WORKER = "function";

  @RegisterExtension private static final EmptyRedis REDIS = new EmptyRedis();

  private RedisQueueStore store;

  @BeforeEach
  void connect() {
    store = new RedisQueueStore(REDIS.queueLink(), "test", ROUTE);
    store.subscribe(now(WORKER));
  }

  private MessageId request(Duration ttl) {
    return accept(store, stored(ROUTE, null, null, ttl));
  }

  @Test
  void acceptedThenProcessingThenDoneWithItsAnswer() {
    MessageId id = request(LONG);
    Instant received = Instant.ofEpochMilli(1_700_000_000_123L);
    assertThat(store.request(id)).isEqualTo(new Accepted(received));
    LeasedMessage first = leaseOne(store, WORKER);
    assertThat(store.request(id)).isEqualTo(new Processing(received, 1));
    store.retry(first.lease(), AT_ONCE, "status 503", null);
    assertThat(store.request(id)).isEqualTo(new Processing(received, 1));
    LeasedMessage second = leaseOne(store, WORKER);
    assertThat(store.request(id)).isEqualTo(new Processing(received, 2));
    StoredAnswer answer = answer(422, "{\"ok\":\"\u00e4\"}");
    assertThat(store.complete(second.lease(), answer)).isEqualTo(Settlement.SETTLED);
    assertThat(store.request(id))
        .isInstanceOfSatisfying(
            Done.class,
            done -> {
              assertThat(done.answer()).isEqualTo(answer);
              assertThat(Duration.between(done.finishedAt(), done.expiresAt())).isEqualTo(LONG);
            });
    assertThat(store.status().messages()).isZero();
    assertThat(store.status().bytes()).as("the result counts").isPositive();
    assertThat(store.request(MessageId.fresh(ROUTE, QueueFixture.RANDOM))).isEqualTo(new Unknown());
  }

  @Test
  void givenUpRequestHasFailedWithItsLastAnswerAndIsNoDeadLetter() {
    MessageId id = request(LONG);
    StoredAnswer last = answer(500, "oops");
    store.bury(leaseOne(store, WORKER).lease(), "status 500", last);
    assertThat(store.request(id))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.answer()).isEqualTo(last);
              assertThat(failed.reason()).isEqualTo("status 500");
            });
    assertThat(QueueFixture.status(store, WORKER).dead()).isZero();
  }

  @Test
  void requestThatKillsItsWorkersHasFailedWithoutAnAnswer() {
    MessageId id = request(LONG);
    await("failed")
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              lease(store, WORKER, 1, Duration.ofMillis(10), policy(null, 5, 2));
              return store.request(id);
            },
            Failed.class::isInstance);
    assertThat(((Failed) store.request(id)).answer()).isNull();
  }

  @Test
  void firstTerminalStateWins() throws Exception {
    MessageId id = request(LONG);
    LeasedMessage first =
        lease(store, WORKER, 1, Duration.ofMillis(30), policy(null, 5, 5)).messages().getFirst();
    LeasedMessage second =
        await("taken over").until(() -> lease(store, WORKER, 1), l -> !l.isEmpty()).getFirst();
    List<Future<Settlement>> said = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      said.add(threads.submit(() -> store.complete(first.lease(), answer(200, "first"))));
      said.add(threads.submit(() -> store.complete(second.lease(), answer(200, "second"))));
      said.add(threads.submit(() -> store.bury(second.lease(), "status 500", null)));
    }
    List<Settlement> settled = new ArrayList<>();
    for (Future<Settlement> one : said) {
      settled.add(one.get());
    }
    assertThat(settled)
        .containsOnlyOnce(Settlement.SETTLED)
        .contains(Settlement.FINISHED, Settlement.FINISHED);
    StoredRequest standing = store.request(id);
    store.complete(first.lease(), answer(200, "much later"));
    store.bury(second.lease(), "much later", null);
    assertThat(store.request(id)).isEqualTo(standing);
    StoredRequest expected = store.request(id);
    switch (settled.indexOf(Settlement.SETTLED)) {
      case 0 -> assertThat(((Done) expected).answer()).isEqualTo(answer(200, "first"));
      case 1 -> assertThat(((Done) expected).answer()).isEqualTo(answer(200, "second"));
      default -> assertThat(expected).isInstanceOf(Failed.class);
    }
  }

  @Test
  void resultExpiresThenIsForgottenAndItsBytesAreGivenBack() throws IOException {
    MessageId id = request(Duration.ofMillis(900));
    store.complete(leaseOne(store, WORKER).lease(), answer(200, "x".repeat(1_000)));
    assertThat(store.request(id)).isInstanceOf(Done.class);
    assertThat(store.status().bytes()).isGreaterThan(1_000);
    await("expired").until(() -> store.request(id) instanceof Expired);
    store.sweep();
    assertThat(store.status().bytes()).isZero();
    assertThat(store.request(id)).isEqualTo(new Expired());
    assertThat(REDIS.ask("HSTRLEN", "ficus:test:{q:monthly-report}:r:" + id.local(), "d"))
        .containsExactly("0");
    await("forgotten").until(() -> store.request(id) instanceof Unknown);
    await("no key of it").until(() -> REDIS.ask("KEYS", "*" + id.local() + "*").equals(List.of()));
    assertThat(REDIS.ask("KEYS", "*:results*")).isEmpty();
  }

  @Test
  void idempotencyKeyIsRememberedAsLongAsTheRequest() {
    Duration ttl = Duration.ofMillis(500);
    MessageId id = accept(store, stored(ROUTE, "anna:1", "a", ttl));
    assertThat(store.accept(stored(ROUTE, "anna:1", "a", ttl)))
        .isEqualTo(new Acceptance.Duplicate(id));
    assertThat(store.accept(stored(ROUTE, "anna:1", "b", ttl)))
        .isEqualTo(new Acceptance.Conflict(id));
    accept(store, stored(ROUTE, "bert:1", "b", ttl));
    lease(store, WORKER, 2).forEach(l -> store.complete(l.lease(), answer(200, "")));
    assertThat(store.accept(stored(ROUTE, "anna:1", "a", ttl)))
        .isEqualTo(new Acceptance.Duplicate(id));
    await("a new request")
        .until(() -> store.accept(stored(ROUTE, "anna:1", "a", ttl)) instanceof Acceptance.Stored);
  }

  @Test
  void discardedRequestIsUnknownAndItsKeyIsFree() {
    MessageId id = accept(store, stored(ROUTE, "anna:1", "a", LONG));
    assertThat(store.discard(WORKER, List.of(id))).isEqualTo(1);
    assertThat(store.request(id)).isEqualTo(new Unknown());
    accept(store, stored(ROUTE, "anna:1", "a", LONG));
  }

  @Test
  void messageOfAWebhookIsNoStoredRequest() {
    MessageId id = accept(store, "{}");
    assertThat(store.request(id)).isEqualTo(new Unknown());
  }

  @Test
  void whoWaitsForTheEndIsTold() {
    AtomicInteger told = new AtomicInteger();
    try (RedisQueueStore other = new RedisQueueStore(REDIS.queueLink(), "test", ROUTE);
        var _ = other.onFinished(told::incrementAndGet)) {
      await("subscribed").until(() -> told.get() > 0);
      MessageId id = request(LONG);
      int before = told.get();
      store.complete(leaseOne(store, WORKER).lease(), answer(200, ""));
      await("told").until(() -> told.get() > before);
      assertThat(other.request(id)).isInstanceOf(Done.class);
    }
  }
}
