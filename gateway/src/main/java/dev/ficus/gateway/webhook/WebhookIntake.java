package dev.ficus.gateway.webhook;

import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.queue.Acceptance;
import dev.ficus.gateway.queue.BodyPointers;
import dev.ficus.gateway.queue.Incoming;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.Offer;
import dev.ficus.gateway.queue.QueueLimits;
import dev.ficus.gateway.queue.QueueStore;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.queue.Reply;
import dev.ficus.gateway.route.FixedResponse;
import dev.ficus.gateway.route.QueueSpec;
import dev.ficus.gateway.route.QueueSpec.DedupeSpec;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the webhooks of one route: verified, stored, and only then acknowledged. Waits for the
 * store, so it belongs on a thread that may.
 */
public final class WebhookIntake {

  private static final String RETRY_SOON = "1";
  private static final String RETRY_LATER = "10";

  private final QueueSpec.Webhook spec;
  private final QueueStore store;
  private final BodyPointers pointers;
  private final Clock clock;
  private final Supplier<@Nullable String> risk;
  private final QueueLimits limits;
  private final @Nullable SignatureScheme scheme;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param risk why the store might lose what it has taken, or null if it would not
   */
  public WebhookIntake(
      QueueSpec.Webhook spec,
      QueueStore store,
      BodyPointers pointers,
      Clock clock,
      Supplier<@Nullable String> risk) {
    this.spec = spec;
    this.store = store;
    this.pointers = pointers;
    this.clock = clock;
    this.risk = risk;
    limits = new QueueLimits(spec.capacityMessages(), spec.capacityBytes());
    scheme = spec.verify() == null ? null : Signatures.of(spec.verify(), clock);
  }

  /** What the provider is answered; 2xx only if the store has it. */
  public Reply take(Incoming request) {
    if (scheme != null) {
      switch (scheme.verify(new SignedRequest(request.headers(), request.body()))) {
        case SignatureVerdict.Accepted() -> {}
        case SignatureVerdict.Challenge(String answer) -> {
          return Reply.of(200, "text/plain", answer);
        }
        case SignatureVerdict.Refused(var reason) -> {
          return problem(401, "signature", reason.explanation());
        }
      }
    }
    try {
      String doubt = spec.strict() ? risk.get() : null;
      if (doubt != null) {
        return problem(503, "not-durable", "nothing is accepted that could be lost: " + doubt)
            .with("Retry-After", RETRY_LATER);
      }
      return answer(store.accept(offer(request), spec.replicas()));
    } catch (QueueUnavailableException away) {
      return problem(503, "queue-unavailable", "the queue's store cannot be reached")
          .with("Retry-After", RETRY_SOON);
    }
  }

  private Offer offer(Incoming request) {
    Message message =
        new Message(
            MessageId.fresh(store.route(), random),
            request.method(),
            request.path(),
            request.query(),
            request.headers(),
            request.body(),
            clock.instant(),
            null);
    return new Offer(message, limits, dedupe(request), null);
  }

  private Offer.@Nullable Dedupe dedupe(Incoming request) {
    DedupeSpec said = spec.dedupe();
    if (said == null) {
      return null;
    }
    String key = key(said, request);
    return key == null || key.isEmpty() ? null : new Offer.Dedupe(key, said.window(), null);
  }

  private @Nullable String key(DedupeSpec said, Incoming request) {
    if (said.header() != null) {
      return request.header(said.header()).orElse(null);
    }
    return said.pointer() == null ? null : pointers.find(request.body(), said.pointer());
  }

  private Reply answer(Acceptance acceptance) {
    return switch (acceptance) {
      case Acceptance.Stored(MessageId id) -> acknowledged(id);
      case Acceptance.Duplicate(MessageId id) -> acknowledged(id);
      // Without a fingerprint no key conflicts.
      case Acceptance.Conflict(MessageId id) -> acknowledged(id);
      case Acceptance.Full(var limit) ->
          problem(
                  503,
                  "queue-full",
                  limit == Acceptance.Limit.MESSAGES
                      ? "as many messages wait as the queue holds"
                      : "the messages that wait take as much room as the queue has")
              .with("Retry-After", RETRY_LATER);
      case Acceptance.Uncopied(MessageId _) ->
          problem(
                  503,
                  "not-durable",
                  "too few replicas of the store have it (expected: " + spec.replicas() + ")")
              .with("Retry-After", RETRY_SOON);
      case Acceptance.Unsubscribed() ->
          problem(503, "queue-unavailable", "the queue's subscribers are not known yet")
              .with("Retry-After", RETRY_SOON);
    };
  }

  private Reply acknowledged(MessageId id) {
    FixedResponse said = spec.answer();
    if (said == null) {
      return Reply.of(202, "application/json", "{\"id\":\"" + id + "\"}");
    }
    String type = said.contentType() == null ? "text/plain" : said.contentType();
    return Reply.of(said.status(), type, said.body());
  }

  private static Reply problem(int status, String type, String detail) {
    Problem problem = new Problem(status, type, Problem.title(status), detail);
    return Reply.of(status, Problem.MEDIA_TYPE, problem.json());
  }
}
