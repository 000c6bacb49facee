package dev.ficus.gateway.delivery;

import dev.ficus.gateway.queue.Acceptance;
import dev.ficus.gateway.queue.Incoming;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.Offer;
import dev.ficus.gateway.queue.QueueLimits;
import dev.ficus.gateway.queue.QueueStore;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.queue.Reply;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Takes the notices of all instances, each of them once. Waits for the store. */
final class NoticeIntake {

  /** What all instances call the same event. */
  static final String EVENT_ID = "Ficus-Event-Id";

  /** All instances notice within that time what one of them does. */
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private static final QueueLimits LIMITS = new QueueLimits(10_000, 32L << 20);

  private final QueueStore store;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  NoticeIntake(QueueStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** 202 if the store has it, from this instance or another one. */
  Reply take(Incoming notice) {
    Message message =
        new Message(
            MessageId.fresh(store.route(), random),
            notice.method(),
            notice.path(),
            notice.query(),
            notice.headers(),
            notice.body(),
            clock.instant(),
            null);
    Optional<Offer.Dedupe> dedupe =
        notice.header(EVENT_ID).map(id -> new Offer.Dedupe(id, WINDOW, null));
    try {
      return switch (store.accept(new Offer(message, LIMITS, dedupe.orElse(null), null))) {
        case Acceptance.Stored _, Acceptance.Duplicate _, Acceptance.Conflict _ -> said(202);
        case Acceptance.Uncopied _ -> said(202);
        case Acceptance.Full _, Acceptance.Unsubscribed _ -> said(503);
      };
    } catch (QueueUnavailableException away) {
      return said(503);
    }
  }

  private static Reply said(int status) {
    return Reply.of(status, "text/plain", "");
  }
}
