package dev.ficus.gateway.storagefirst;

import dev.ficus.gateway.queue.Acceptance;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.Incoming;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.Offer;
import dev.ficus.gateway.queue.QueueLimits;
import dev.ficus.gateway.queue.QueueStore;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.queue.Reply;
import dev.ficus.gateway.route.QueueSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests of one storage-first route. Waits for the store, and if it is asked to for the
 * result, so it belongs on a thread that may.
 */
public final class StoreIntake {

  /** The one consumer of such a queue. */
  public static final String SUBSCRIBER = "function";

  /** Nobody is kept waiting for longer, whatever a client prefers. */
  static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie");

  private final QueueSpec.Store spec;
  private final QueueStore store;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public StoreIntake(QueueSpec.Store spec, QueueStore store, Clock clock) {
    this.spec = spec;
    this.store = store;
    this.clock = clock;
  }

  /** What the client is answered; 2xx only if the store has its request. */
  public Reply take(Incoming request) {
    Duration preferred = preferredWait(request);
    Duration wait = preferred != null ? preferred : spec.patience();
    Semaphore finished = new Semaphore(0);
    try (QueueStore.Registration _ =
        wait.isZero() ? () -> {} : store.onFinished(finished::release)) {
      return switch (store.accept(offer(request))) {
        case Acceptance.Stored(MessageId id) -> confirmed(id, wait, preferred, finished);
        case Acceptance.Duplicate(MessageId id) -> confirmed(id, wait, preferred, finished);
        case Acceptance.Conflict(MessageId _) ->
            Replies.problem(
                422,
                "idempotency-key",
                "this Idempotency-Key came with another request before (expected: a key of its own)");
        case Acceptance.Full(var _) ->
            Replies.problem(503, "queue-full", "as many requests wait as the queue holds")
                .with("Retry-After", "10");
        // It asks for no copies.
        case Acceptance.Uncopied(MessageId id) -> confirmed(id, wait, preferred, finished);
        case Acceptance.Unsubscribed() -> unavailable();
      };
    } catch (QueueUnavailableException away) {
      return unavailable();
    }
  }

  private static Reply unavailable() {
    return Replies.problem(503, "queue-unavailable", "the requests' store cannot be reached")
        .with("Retry-After", "1");
  }

  private Offer offer(Incoming request) {
    List<Header> headers =
        request.headers().stream().filter(header -> isKept(header.name())).toList();
    Message message =
        new Message(
            MessageId.fresh(store.route(), random),
            request.method(),
            request.path(),
            request.query(),
            headers,
            request.body(),
            clock.instant(),
            null);
    return new Offer(message, QueueLimits.DEFAULT, dedupe(request), spec.resultTtl());
  }

  private boolean isKept(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !CREDENTIALS.contains(lower) || spec.keepHeaders().contains(lower);
  }

  /** A key is its client's: whoever happens to use the same one is not given another's result. */
  private Offer.@Nullable Dedupe dedupe(Incoming request) {
    String key = request.header("Idempotency-Key").orElse("");
    if (key.isEmpty()) {
      return null;
    }
    String client = request.header("Authorization").orElse("");
    return new Offer.Dedupe(client + "\n" + key, spec.resultTtl(), fingerprint(request));
  }

  private static String fingerprint(Incoming request) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      String line = request.method() + " " + request.path() + "?" + request.query() + "\n";
      sha.update(line.getBytes(StandardCharsets.UTF_8));
      sha.update(request.body().buffer());
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code Prefer: wait=5} (RFC 7240, section 4.3); null if nothing like that is said. */
  static @Nullable Duration preferredWait(Incoming request) {
    for (Header header : request.headers()) {
      if (header.name().equalsIgnoreCase("Prefer")) {
        for (String preference : header.value().split(",", -1)) {
          String text = preference.strip().toLowerCase(Locale.ROOT);
          if (text.matches("wait\\s*=\\s*[0-9]{1,6}")) {
            Duration wait = Duration.ofSeconds(Long.parseLong(text.replaceAll("[^0-9]", "")));
            return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
          }
        }
      }
    }
    return null;
  }

  private Reply confirmed(
      MessageId id, Duration wait, @Nullable Duration preferred, Semaphore finished) {
    Reply inline = wait.isZero() ? null : awaited(id, wait, finished);
    if (inline == null) {
      return Replies.accepted(id);
    }
    Reply located = inline.with("Location", Replies.location(id));
    return preferred == null
        ? located
        : located.with("Preference-Applied", "wait=" + preferred.toSeconds());
  }

  /** The result, if it comes in time; null otherwise. */
  private @Nullable Reply awaited(MessageId id, Duration wait, Semaphore finished) {
    long end = System.nanoTime() + wait.toNanos();
    try {
      while (true) {
        Reply result = Replies.result(store.request(id));
        if (result != null) {
          return result;
        }
        long left = end - System.nanoTime();
        if (left <= 0) {
          return null;
        }
        boolean _ = finished.tryAcquire(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
      }
    } catch (QueueUnavailableException away) {
      // It is stored; only its result cannot be looked at now.
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
