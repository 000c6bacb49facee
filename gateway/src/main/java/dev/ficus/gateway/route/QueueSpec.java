package dev.ficus.gateway.route;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a route does with requests that are kept for later, in place of forwarding them. */
public sealed interface QueueSpec {

  /** Of a request, in bytes. */
  long maxBody();

  /**
   * A provider's webhook: acknowledged at once, delivered to each subscriber.
   *
   * @param verify how it is signed; null for not at all
   * @param strict whether nothing is accepted that Redis could lose
   * @param replicas of Redis that must have a message before it is acknowledged
   * @param answer in place of 202 with the message's id
   */
  record Webhook(
      @Nullable SignatureSpec verify,
      @Nullable DedupeSpec dedupe,
      long maxBody,
      long capacityMessages,
      long capacityBytes,
      boolean strict,
      int replicas,
      @Nullable FixedResponse answer,
      List<SubscriberSpec> subscribers)
      implements QueueSpec {

    public Webhook {
      subscribers = List.copyOf(subscribers);
    }
  }

  /**
   * A storage-first request: stored, confirmed, worked on later; its result is fetched.
   *
   * @param settings its two sides and how it moves between them, as a route's
   * @param timeout of one attempt
   * @param resultTtl how long its result is kept
   * @param patience how long the client may be kept waiting for the result
   * @param keepHeaders names, in lower case, of credentials that are to be stored too
   */
  record Store(
      RouteSettings settings,
      long maxBody,
      long maxResult,
      int attempts,
      int concurrency,
      Duration timeout,
      Duration resultTtl,
      Duration patience,
      Set<String> keepHeaders)
      implements QueueSpec {

    public Store {
      keepHeaders = Set.copyOf(keepHeaders);
    }
  }

  /**
   * Notices of what happens to the gateway, which belong to no route and come from no client.
   *
   * @param receivers each of whom gets those that it wants
   */
  record Notify(List<ReceiverSpec> receivers) implements QueueSpec {

    /** The queue's name, which no route may have beside it. */
    public static final String QUEUE = "notify";

    private static final long MAX_BODY = 64 * 1024;

    public Notify {
      receivers = List.copyOf(receivers);
    }

    @Override
    public long maxBody() {
      return MAX_BODY;
    }
  }

  /**
   * By what a second delivery is known.
   *
   * @param header its name; null if the key is in the body
   * @param pointer into the JSON body (RFC 6901); null if the key is in a header
   */
  record DedupeSpec(@Nullable String header, @Nullable String pointer, Duration window) {}
}
