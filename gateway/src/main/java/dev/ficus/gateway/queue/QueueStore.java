package dev.ficus.gateway.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the queue of one route is kept, for the whole fleet. Each call is one change that happens
 * entirely or not at all. Calls wait for the store: they belong on a thread that may.
 *
 * <p>Every method throws {@link QueueUnavailableException} if the store cannot be asked.
 */
public interface QueueStore {

  /** The route whose queue it is. */
  String route();

  /** Dedupe, capacity and append at once; when it answers Stored, the store has the message. */
  default Acceptance accept(Offer offer) {
    return accept(offer, 0);
  }

  /** The same, when so many copies of the store have the message too; not for long. */
  Acceptance accept(Offer offer, int copies);

  /**
   * Messages to be delivered now, within the fleet's rate and concurrency: what has lapsed or is
   * due to be retried, then what has never been tried, then what is replayed.
   */
  LeaseBatch lease(LeaseRequest request);

  /** Those of the leases that are still held, with their new deadlines. */
  List<Lease> renew(Collection<Lease> leases, Duration duration);

  /**
   * The subscriber has the message. Holds whoever says so: what was delivered is delivered, even if
   * the lease has lapsed meanwhile.
   *
   * @param answer kept as the result if the message is a stored request
   */
  Settlement complete(Lease lease, @Nullable StoredAnswer answer);

  /**
   * Another attempt is to be made after a pause.
   *
   * @param side to which the next attempts go
   */
  Settlement retry(Lease lease, Duration after, String reason, @Nullable String side);

  /** Makes a dead letter of it; a stored request has failed, with its last answer. */
  Settlement bury(Lease lease, String reason, @Nullable StoredAnswer answer);

  /** Gives a lease back that was not used; the attempt does not count. */
  Settlement release(Lease lease, Duration after);

  /**
   * Makes this the set of subscribers. One that is gone from it is detached: it gets nothing new,
   * and keeps its backlog until {@link #forget} or until it comes back.
   */
  SubscriptionChange subscribe(Set<Subscription> subscribers);

  /**
   * Throws a detached subscriber's backlog away, and then the subscriber.
   *
   * @return how many messages it had
   * @throws IllegalArgumentException if it is attached or unknown
   */
  long forget(String subscriber);

  /** Delivers nothing until {@link #resume}; false if there is no such subscriber. */
  boolean pause(String subscriber);

  /** False if there is no such subscriber. */
  boolean resume(String subscriber);

  QueueStatus status();

  /**
   * A subscriber's messages of one state, oldest first.
   *
   * @param after the {@link MessagePage#next()} of the part before; null for the first
   */
  MessagePage list(String subscriber, MessageState state, @Nullable String after, int most);

  /** A message that is not done, with everything it came with. */
  Optional<Message> message(MessageId id);

  /** Whether a subscriber has not finished with a message, whatever its state. */
  boolean awaits(String subscriber, MessageId id);

  /** A dead letter with everything it came with. */
  Optional<DeadLetter> deadLetter(String subscriber, MessageId id);

  /**
   * Tries dead letters again from their first attempt, when nothing else is to be done.
   *
   * @return how many of them were dead letters of that subscriber
   */
  int replay(String subscriber, Collection<MessageId> ids);

  /** The same for all that a filter lets through; how many. */
  int replay(String subscriber, DeadLetterFilter filter);

  /**
   * Throws messages away, whatever their state.
   *
   * @return how many the subscriber had not finished
   */
  int discard(String subscriber, Collection<MessageId> ids);

  /**
   * Lets go of the side of all messages that are not done: the next attempt chooses anew.
   *
   * @return how many had been tried
   */
  long repin(String subscriber);

  /** How a stored request is doing. */
  StoredRequest request(MessageId id);

  /** Throws away what has expired; called now and then, so that an idle queue shrinks too. */
  void sweep();

  /** Told when something may have come to a subscriber that had nothing to do. */
  Registration onArrival(Runnable listener);

  /** Told when a stored request may have come to its end. */
  Registration onFinished(Runnable listener);

  /** A listener's place, until it is given up. */
  interface Registration extends AutoCloseable {

    @Override
    void close();
  }
}
