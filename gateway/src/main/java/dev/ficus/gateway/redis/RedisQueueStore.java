package dev.ficus.gateway.redis;

import dev.ficus.gateway.queue.Acceptance;
import dev.ficus.gateway.queue.DeadLetter;
import dev.ficus.gateway.queue.DeadLetterFilter;
import dev.ficus.gateway.queue.Lease;
import dev.ficus.gateway.queue.LeaseBatch;
import dev.ficus.gateway.queue.LeaseRequest;
import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.MessagePage;
import dev.ficus.gateway.queue.MessageState;
import dev.ficus.gateway.queue.MessageSummary;
import dev.ficus.gateway.queue.Offer;
import dev.ficus.gateway.queue.QueueStatus;
import dev.ficus.gateway.queue.QueueStore;
import dev.ficus.gateway.queue.Rate;
import dev.ficus.gateway.queue.Settlement;
import dev.ficus.gateway.queue.StoredAnswer;
import dev.ficus.gateway.queue.StoredRequest;
import dev.ficus.gateway.queue.Subscription;
import dev.ficus.gateway.queue.SubscriptionChange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one route in Redis: a stream of ids with a consumer group for each subscriber, a
 * hash for each message, and sorted sets of what is leased, to be retried or dead. {@code
 * queue.lua} has the layout; every change is one script.
 */
public final class RedisQueueStore implements QueueStore, AutoCloseable {

  /** A batch takes no more messages once it has so many bytes. */
  static final int BATCH_BYTES = 1 << 20;

  private static final int WORDS_A_MESSAGE = 6;
  private static final int PAGE = 200;

  private final String route;
  private final QueueScripts scripts;
  private final List<Runnable> arrivals = new CopyOnWriteArrayList<>();
  private final List<Runnable> finishes = new CopyOnWriteArrayList<>();
  private final RedisSubscription arrivalNotices;
  private final RedisSubscription finishNotices;
  private final ReplicationBarrier replication;

  /**
   * @param link {@link RedisConnections#queueLink()}
   */
  public RedisQueueStore(RedisLink link, String fleet, String route) {
    this.route = route;
    String prefix = new RedisKeys(fleet).queue(route);
    scripts = new QueueScripts(link, prefix);
    replication = new ReplicationBarrier(link, prefix + "barrier");
    arrivalNotices =
        new RedisSubscription(link, prefix + "arrivals", () -> arrivals.forEach(Runnable::run));
    finishNotices =
        new RedisSubscription(link, prefix + "finished", () -> finishes.forEach(Runnable::run));
  }

  @Override
  public String route() {
    return route;
  }

  @Override
  public Acceptance accept(Offer offer, int copies) {
    if (copies == 0) {
      return accepted(offer);
    }
    ReplicationBarrier.Lineage before = replication.lineage();
    return switch (accepted(offer)) {
      case Acceptance.Stored(MessageId id) when !replication.isPassed(copies, before) ->
          new Acceptance.Uncopied(id);
      // When it came the first time, copies may have been too few.
      case Acceptance.Duplicate(MessageId id) when !replication.isPassed(copies, before) ->
          new Acceptance.Uncopied(id);
      case Acceptance other -> other;
    };
  }

  private Acceptance accepted(Offer offer) {
    Message message = offer.message();
    check(message.id());
    Offer.Dedupe dedupe = offer.dedupe();
    Duration ttl = offer.resultTtl();
    String fingerprint = dedupe == null ? null : dedupe.fingerprint();
    List<Object> said =
        scripts.run(
            QueueScripts.ACCEPT,
            message.id().local(),
            QueueDocuments.write(message),
            Long.toString(offer.limits().messages()),
            Long.toString(offer.limits().bytes()),
            dedupe == null ? "" : digest(dedupe.key()),
            dedupe == null ? "0" : millis(dedupe.window()),
            fingerprint == null ? "-" : digest(fingerprint),
            ttl == null ? "0" : millis(ttl));
    String what = text(said, 1);
    return switch (text(said, 0)) {
      case "STORED" -> new Acceptance.Stored(message.id());
      case "DUPLICATE" -> new Acceptance.Duplicate(new MessageId(route, what));
      case "CONFLICT" -> new Acceptance.Conflict(new MessageId(route, what));
      case "FULL" ->
          new Acceptance.Full(
              what.equals("bytes") ? Acceptance.Limit.BYTES : Acceptance.Limit.MESSAGES);
      case "UNSUBSCRIBED" -> new Acceptance.Unsubscribed();
      case String other -> throw new IllegalStateException("unknown answer " + other);
    };
  }

  @Override
  public LeaseBatch lease(LeaseRequest request) {
    if (!arrivals.isEmpty()) {
      arrivalNotices.ensure();
    }
    Rate rate = request.policy().rate();
    List<Object> said =
        scripts.run(
            QueueScripts.LEASE,
            request.subscriber(),
            Integer.toString(request.most()),
            millis(request.duration()),
            Integer.toString(request.policy().concurrency()),
            rate == null ? "0" : Double.toString(rate.interval().toNanos() / 1e3),
            Integer.toString(request.policy().lapses()),
            Integer.toString(BATCH_BYTES));
    List<LeasedMessage> messages = new ArrayList<>();
    for (int i = 3; i < said.size(); i += WORDS_A_MESSAGE) {
      MessageId id = new MessageId(route, text(said, i));
      Lease lease =
          new Lease(
              id,
              request.subscriber(),
              request.worker(),
              Long.parseLong(text(said, i + 2)),
              Long.parseLong(text(said, i + 5)));
      try {
        messages.add(
            new LeasedMessage(
                QueueDocuments.readMessage(id, text(said, i + 1)),
                lease,
                Integer.parseInt(text(said, i + 3)),
                unlessDash(QueueDocuments.text(text(said, i + 4)))));
      } catch (IllegalArgumentException unreadable) {
        // It must not take the others of its batch along.
        var _ = bury(lease, "cannot be read: " + unreadable.getMessage(), null);
      }
    }
    return new LeaseBatch(
        LeaseBatch.Reading.valueOf(text(said, 0)),
        messages,
        Duration.ofMillis(number(said, 1)),
        number(said, 2) == 1);
  }

  @Override
  public List<Lease> renew(Collection<Lease> leases, Duration duration) {
    List<Lease> asked = List.copyOf(leases);
    if (asked.isEmpty()) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    words.add(asked.getFirst().subscriber());
    words.add("renew");
    words.add(millis(duration));
    for (Lease lease : asked) {
      if (!lease.subscriber().equals(words.getFirst())) {
        throw new IllegalArgumentException("leases of two subscribers (expected: of one)");
      }
      check(lease.id());
      words.add(lease.id().local());
      words.add(Long.toString(lease.epoch()));
    }
    List<Object> said = scripts.run(QueueScripts.SETTLE, words);
    List<Lease> kept = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Lease lease = asked.get(i);
      if (number(said, i) > 0) {
        kept.add(
            new Lease(
                lease.id(), lease.subscriber(), lease.worker(), lease.epoch(), number(said, i)));
      }
    }
    return kept;
  }

  @Override
  public Settlement complete(Lease lease, @Nullable StoredAnswer answer) {
    return settle("complete", lease, written(answer));
  }

  @Override
  public Settlement retry(Lease lease, Duration after, String reason, @Nullable String side) {
    String word = side == null ? "-" : side;
    if (word.isBlank() || word.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("side: '" + side + "' (expected: one word)");
    }
    return settle("retry", lease, millis(after), reason(reason), QueueDocuments.bytes(word));
  }

  @Override
  public Settlement bury(Lease lease, String reason, @Nullable StoredAnswer answer) {
    return settle("bury", lease, reason(reason), written(answer));
  }

  @Override
  public Settlement release(Lease lease, Duration after) {
    return settle("release", lease, millis(after));
  }

  private Settlement settle(String operation, Lease lease, String... more) {
    check(lease.id());
    List<String> words = new ArrayList<>();
    words.add(lease.subscriber());
    words.add(operation);
    words.add(lease.id().local());
    words.add(Long.toString(lease.epoch()));
    words.addAll(List.of(more));
    return Settlement.valueOf(text(scripts.run(QueueScripts.SETTLE, words), 0));
  }

  private static String written(@Nullable StoredAnswer answer) {
    return answer == null ? "" : QueueDocuments.write(answer);
  }

  /** On one line, and not endless: it is shown in listings. */
  private static String reason(String reason) {
    String line = reason.replaceAll("\\s+", " ").strip();
    return QueueDocuments.bytes(line.length() > 300 ? line.substring(0, 300) : line);
  }

  @Override
  public SubscriptionChange subscribe(Set<Subscription> subscribers) {
    List<String> words = new ArrayList<>();
    words.add("subscribe");
    subscribers.stream()
        .sorted(Comparator.comparing(Subscription::name))
        .forEach(
            s -> {
              words.add(s.name());
              words.add(s.from() == Subscription.From.OLDEST ? "oldest" : "now");
            });
    List<Object> said = scripts.run(QueueScripts.MANAGE, words);
    return new SubscriptionChange(names(said, 0), names(said, 1), names(said, 2));
  }

  private static List<String> names(List<Object> said, int at) {
    String names = text(said, at);
    return names.isEmpty() ? List.of() : List.of(names.split(" "));
  }

  @Override
  public long forget(String subscriber) {
    long count = 0;
    while (true) {
      List<Object> said = scripts.run(QueueScripts.MANAGE, "forget", subscriber);
      count += number(said, 1);
      switch (text(said, 0)) {
        case "DONE" -> {
          return count;
        }
        case "MORE" -> {
          // A part at a time, so that nobody else waits for long.
        }
        case String state ->
            throw new IllegalArgumentException(
                route
                    + "/"
                    + subscriber
                    + " is "
                    + (state.equals("ATTACHED") ? "attached" : "unknown")
                    + " (expected: a detached subscriber)");
      }
    }
  }

  @Override
  public boolean pause(String subscriber) {
    return number(scripts.run(QueueScripts.MANAGE, "pause", subscriber), 0) == 1;
  }

  @Override
  public boolean resume(String subscriber) {
    return number(scripts.run(QueueScripts.MANAGE, "resume", subscriber), 0) == 1;
  }

  @Override
  public QueueStatus status() {
    return QueueListings.status(scripts.look("status"));
  }

  @Override
  public MessagePage list(String subscriber, MessageState state, @Nullable String after, int most) {
    return QueueListings.list(route, scripts, subscriber, state, after, most);
  }

  @Override
  public Optional<Message> message(MessageId id) {
    check(id);
    String document = text(scripts.look("message", id.local()), 0);
    return document.isEmpty()
        ? Optional.empty()
        : Optional.of(QueueDocuments.show(id, document));
  }

  @Override
  public boolean awaits(String subscriber, MessageId id) {
    check(id);
    return number(scripts.look("awaits", subscriber, id.local()), 0) == 1;
  }

  @Override
  public Optional<DeadLetter> deadLetter(String subscriber, MessageId id) {
    check(id);
    return QueueListings.deadLetter(scripts.look("dead", subscriber, id.local()), subscriber, id);
  }

  @Override
  public int replay(String subscriber, Collection<MessageId> ids) {
    return each("replay", subscriber, ids);
  }

  @Override
  public int replay(String subscriber, DeadLetterFilter filter) {
    // All are chosen before the first is taken out, so that no page is skipped.
    List<MessageId> chosen = new ArrayList<>();
    String after = null;
    do {
      MessagePage page = list(subscriber, MessageState.DEAD, after, PAGE);
      page.messages().stream().filter(filter::matches).map(MessageSummary::id).forEach(chosen::add);
      after = page.next();
    } while (after != null);
    return replay(subscriber, chosen);
  }

  @Override
  public int discard(String subscriber, Collection<MessageId> ids) {
    return each("discard", subscriber, ids);
  }

  private int each(String operation, String subscriber, Collection<MessageId> ids) {
    List<MessageId> all = List.copyOf(ids);
    int count = 0;
    for (int from = 0; from < all.size(); from += PAGE) {
      List<String> words = new ArrayList<>(List.of(operation, subscriber));
      for (MessageId id : all.subList(from, Math.min(all.size(), from + PAGE))) {
        check(id);
        words.add(id.local());
      }
      count += (int) number(scripts.run(QueueScripts.MANAGE, words), 0);
    }
    return count;
  }

  @Override
  public long repin(String subscriber) {
    return number(scripts.run(QueueScripts.MANAGE, "repin", subscriber), 0);
  }

  @Override
  public StoredRequest request(MessageId id) {
    if (!finishes.isEmpty()) {
      finishNotices.ensure();
    }
    check(id);
    return QueueListings.request(scripts.look("request", id.local()), id);
  }

  @Override
  public void sweep() {
    var _ = scripts.run(QueueScripts.MANAGE, "sweep");
  }

  @Override
  public Registration onArrival(Runnable listener) {
    return listen(arrivals, arrivalNotices, listener);
  }

  @Override
  public Registration onFinished(Runnable listener) {
    return listen(finishes, finishNotices, listener);
  }

  private static Registration listen(
      List<Runnable> listeners, RedisSubscription notices, Runnable listener) {
    listeners.add(listener);
    notices.ensure();
    return () -> listeners.remove(listener);
  }

  /** Ends the listening; the link is its owner's to close. */
  @Override
  public void close() {
    arrivalNotices.close();
    finishNotices.close();
    replication.close();
  }

  private void check(MessageId id) {
    if (!id.route().equals(route)) {
      throw new IllegalArgumentException(id + " is not of " + route);
    }
  }

  private static String digest(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  private static @Nullable String unlessDash(String word) {
    return word.equals("-") ? null : word;
  }

  static String text(List<Object> said, int at) {
    return Objects.toString(said.get(at));
  }

  static long number(List<Object> said, int at) {
    return (Long) said.get(at);
  }
}
