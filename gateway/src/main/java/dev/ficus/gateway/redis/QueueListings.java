package dev.ficus.gateway.redis;

import static dev.ficus.gateway.redis.RedisQueueStore.number;
import static dev.ficus.gateway.redis.RedisQueueStore.text;

import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.DeadLetter;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.MessagePage;
import dev.ficus.gateway.queue.MessageState;
import dev.ficus.gateway.queue.MessageSummary;
import dev.ficus.gateway.queue.QueueStatus;
import dev.ficus.gateway.queue.StoredAnswer;
import dev.ficus.gateway.queue.StoredRequest;
import dev.ficus.gateway.queue.SubscriberStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what {@code queue-look.lua} answers. */
final class QueueListings {

  private static final int WORDS_A_SUBSCRIBER = 10;
  private static final int WORDS_A_MESSAGE = 6;

  private static final StoredAnswer NO_ANSWER = new StoredAnswer(204, List.of(), Body.EMPTY);

  private QueueListings() {}

  static QueueStatus status(List<Object> said) {
    List<SubscriberStatus> subscribers = new ArrayList<>();
    for (int i = 3; i < said.size(); i += WORDS_A_SUBSCRIBER) {
      subscribers.add(
          new SubscriberStatus(
              text(said, i),
              number(said, i + 1) == 1,
              number(said, i + 2) == 1,
              number(said, i + 3),
              number(said, i + 4),
              number(said, i + 5),
              number(said, i + 6),
              number(said, i + 7),
              number(said, i + 8),
              Duration.ofMillis(number(said, i + 9))));
    }
    return new QueueStatus(number(said, 0), number(said, 1), number(said, 2), subscribers);
  }

  static MessagePage list(
      String route,
      QueueScripts scripts,
      String subscriber,
      MessageState state,
      @Nullable String after,
      int most) {
    String set =
        switch (state) {
          case WAITING -> "waiting";
          case LEASED -> "leased";
          case RETRYING -> "retry";
          case DEAD -> "dead";
          case REPLAYING -> "replay";
        };
    List<Object> said =
        scripts.look("list", subscriber, set, after == null ? "" : after, Integer.toString(most));
    List<MessageSummary> messages = new ArrayList<>();
    for (int i = 1; i < said.size(); i += WORDS_A_MESSAGE) {
      MessageId id = new MessageId(route, text(said, i));
      Message head = QueueDocuments.head(id, text(said, i + 1));
      String reason = QueueDocuments.text(text(said, i + 5));
      messages.add(
          new MessageSummary(
              id,
              state,
              head.method(),
              head.path(),
              head.receivedAt(),
              number(said, i + 2),
              (int) number(said, i + 3),
              number(said, i + 4) == 0 ? null : Instant.ofEpochMilli(number(said, i + 4)),
              reason.isEmpty() ? null : reason));
    }
    String next = text(said, 0);
    return new MessagePage(messages, next.isEmpty() ? null : next);
  }

  static Optional<DeadLetter> deadLetter(List<Object> said, String subscriber, MessageId id) {
    String document = text(said, 0);
    if (document.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new DeadLetter(
            QueueDocuments.show(id, document),
            subscriber,
            (int) number(said, 1),
            Instant.ofEpochMilli(number(said, 2)),
            QueueDocuments.text(text(said, 3))));
  }

  static StoredRequest request(List<Object> said, MessageId id) {
    return switch (text(said, 0)) {
      case "UNKNOWN" -> new StoredRequest.Unknown();
      case "EXPIRED" -> new StoredRequest.Expired();
      case "WAITING" -> {
        Instant receivedAt = QueueDocuments.head(id, text(said, 1)).receivedAt();
        int attempts = (int) number(said, 2);
        yield attempts == 0
            ? new StoredRequest.Accepted(receivedAt)
            : new StoredRequest.Processing(receivedAt, attempts);
      }
      case String state -> {
        Instant at = Instant.ofEpochMilli(number(said, 1));
        Instant until = Instant.ofEpochMilli(number(said, 2));
        String document = text(said, 4);
        StoredAnswer answer = document.isEmpty() ? null : QueueDocuments.readAnswer(document);
        // Whoever completes a stored request without an answer has nothing more to say than that.
        yield state.equals("done")
            ? new StoredRequest.Done(at, until, answer == null ? NO_ANSWER : answer)
            : new StoredRequest.Failed(at, until, QueueDocuments.text(text(said, 3)), answer);
      }
    };
  }
}
