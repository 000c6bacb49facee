package dev.ficus.gateway.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.queue.Acceptance;
import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.LeaseBatch;
import dev.ficus.gateway.queue.LeaseRequest;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.Offer;
import dev.ficus.gateway.queue.QueueLimits;
import dev.ficus.gateway.queue.QueueStore;
import dev.ficus.gateway.queue.Rate;
import dev.ficus.gateway.queue.RetrySchedule;
import dev.ficus.gateway.queue.StoredAnswer;
import dev.ficus.gateway.queue.SubscriberPolicy;
import dev.ficus.gateway.queue.SubscriberStatus;
import dev.ficus.gateway.queue.Subscription;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tests of the queue put into it. */
final class QueueFixture {

  static final SecureRandom RANDOM = new SecureRandom();
  static final Duration LONG = Duration.ofMinutes(1);
  static final Duration AT_ONCE = Duration.ZERO;

  private QueueFixture() {}

  static Message message(String route, String body) {
    return new Message(
        MessageId.fresh(route, RANDOM),
        "POST",
        "/hooks/" + route,
        null,
        List.of(new Header("Content-Type", "application/json")),
        Body.of(body.getBytes(UTF_8)),
        Instant.ofEpochMilli(1_700_000_000_123L),
        null);
  }

  static Offer offer(String route, String body) {
    return new Offer(message(route, body), QueueLimits.DEFAULT, null, null);
  }

  static Offer deduped(String route, String key, Duration window, @Nullable String fingerprint) {
    return new Offer(
        message(route, "{}"),
        QueueLimits.DEFAULT,
        new Offer.Dedupe(key, window, fingerprint),
        null);
  }

  static Offer stored(String route, @Nullable String key, @Nullable String print, Duration ttl) {
    return new Offer(
        message(route, "{}"),
        QueueLimits.DEFAULT,
        key == null ? null : new Offer.Dedupe(key, LONG, print),
        ttl);
  }

  static MessageId accept(QueueStore store, Offer offer) {
    Acceptance said = store.accept(offer);
    assertThat(said).isEqualTo(new Acceptance.Stored(offer.message().id()));
    return offer.message().id();
  }

  static MessageId accept(QueueStore store, String body) {
    return accept(store, offer(store.route(), body));
  }

  static Set<Subscription> now(String... names) {
    Set<Subscription> all = new LinkedHashSet<>();
    Arrays.stream(names).forEach(n -> all.add(new Subscription(n, Subscription.From.NOW)));
    return all;
  }

  static SubscriberPolicy policy(@Nullable Rate rate, int concurrency, int lapses) {
    return new SubscriberPolicy(
        rate, concurrency, RetrySchedule.DEFAULT, Set.of(), Duration.ofSeconds(5), lapses);
  }

  static LeaseBatch lease(
      QueueStore store, String subscriber, int most, Duration duration, SubscriberPolicy policy) {
    return store.lease(new LeaseRequest(subscriber, "w", most, duration, policy));
  }

  /** With room for all, for a minute. */
  static List<LeasedMessage> lease(QueueStore store, String subscriber, int most) {
    return lease(store, subscriber, most, LONG, policy(null, 1_000, 5)).messages();
  }

  static LeasedMessage leaseOne(QueueStore store, String subscriber) {
    List<LeasedMessage> one = lease(store, subscriber, 1);
    assertThat(one).hasSize(1);
    return one.getFirst();
  }

  static SubscriberStatus status(QueueStore store, String subscriber) {
    return store.status().subscribers().stream()
        .filter(s -> s.name().equals(subscriber))
        .findFirst()
        .orElseThrow();
  }

  static StoredAnswer answer(int status, String body) {
    return new StoredAnswer(
        status, List.of(new Header("X-By", "function")), Body.of(body.getBytes(UTF_8)));
  }
}
