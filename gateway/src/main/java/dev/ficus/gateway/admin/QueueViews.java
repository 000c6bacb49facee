package dev.ficus.gateway.admin;

import dev.ficus.gateway.delivery.RouteQueue;
import dev.ficus.gateway.queue.DeadLetter;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.Message;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.MessageState;
import dev.ficus.gateway.queue.MessageSummary;
import dev.ficus.gateway.queue.QueueStatus;
import dev.ficus.gateway.queue.StoredRequest;
import dev.ficus.gateway.queue.SubscriberStatus;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows queues, their messages and stored requests. */
final class QueueViews {

  /** Whoever looks into the admin API is not to find what logs people in. */
  private static final Set<String> HIDDEN =
      Set.of("authorization", "proxy-authorization", "cookie");

  /** And in the names of headers that providers sign with, which could be played again. */
  private static final List<String> SIGNING = List.of("signature", "hmac");

  /**
   * A queue.
   *
   * @param kind {@code webhook}, {@code store} or {@code notify}
   * @param leaving whether the files have it no more; it is shown until all is delivered
   * @param durability what becomes of it where Redis could lose something: {@code strict} or {@code
   *     warn}
   * @param risk why Redis could; absent if it would not
   */
  record QueueView(
      String route,
      String kind,
      boolean leaving,
      String durability,
      @Nullable String risk,
      long messages,
      long bytes,
      long accepted,
      List<SubscriberView> subscribers) {}

  /**
   * One consumer of a queue.
   *
   * @param attached whether a file names it; one that is not keeps its backlog
   */
  record SubscriberView(
      String name,
      boolean attached,
      boolean paused,
      long waiting,
      long leased,
      long retrying,
      long dead,
      long replaying,
      long done) {

    static SubscriberView of(SubscriberStatus status) {
      return new SubscriberView(
          status.name(),
          status.attached(),
          status.paused(),
          status.waiting(),
          status.leased(),
          status.retrying(),
          status.dead(),
          status.replaying(),
          status.done());
    }
  }

  /**
   * A message in a list.
   *
   * @param at since when it is dead or replaying, when its next attempt is due, or when its lease
   *     lapses; absent while it waits
   */
  record MessageView(
      String id,
      String state,
      String method,
      String path,
      Instant receivedAt,
      long bytes,
      int attempts,
      @Nullable Instant at,
      @Nullable String reason) {

    static MessageView of(MessageSummary message) {
      return new MessageView(
          message.id().toString(),
          word(message.state()),
          message.method(),
          message.path(),
          message.receivedAt(),
          message.bytes(),
          message.attempts(),
          message.at(),
          message.reason());
    }
  }

  /**
   * A message with everything it came with, but for what logs people in.
   *
   * @param body as text; absent if it is none
   * @param base64 the body, where it is no text
   */
  record WholeMessage(
      String id,
      String method,
      String path,
      @Nullable String query,
      Instant receivedAt,
      Map<String, List<String>> headers,
      @Nullable String body,
      @Nullable String base64,
      @Nullable Integer attempts,
      @Nullable Instant diedAt,
      @Nullable String reason) {}

  private QueueViews() {}

  static QueueView of(RouteQueue queue) {
    QueueStatus status = queue.store().status();
    return new QueueView(
        queue.route(),
        queue.kind(),
        queue.isLeaving(),
        queue.isStrict() ? "strict" : "warn",
        queue.risk(),
        status.messages(),
        status.bytes(),
        status.accepted(),
        status.subscribers().stream().map(SubscriberView::of).toList());
  }

  static String word(MessageState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  static WholeMessage of(Message message, @Nullable DeadLetter dead) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Header header : message.headers()) {
      headers
          .computeIfAbsent(header.name(), _ -> new ArrayList<>())
          .add(isHidden(header.name()) ? "…" : header.value());
    }
    String text = text(message.body().buffer());
    return new WholeMessage(
        message.id().toString(),
        message.method(),
        message.path(),
        message.query(),
        message.receivedAt(),
        headers,
        text,
        text == null ? Base64.getEncoder().encodeToString(message.body().bytes()) : null,
        dead == null ? null : dead.attempts(),
        dead == null ? null : dead.diedAt(),
        dead == null ? null : dead.reason());
  }

  private static boolean isHidden(String header) {
    String lower = header.toLowerCase(Locale.ROOT);
    return HIDDEN.contains(lower) || SIGNING.stream().anyMatch(lower::contains);
  }

  private static @Nullable String text(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException binary) {
      return null;
    }
  }

  /** How a stored request is doing. */
  static Map<String, Object> of(MessageId id, StoredRequest request) {
    return switch (request) {
      case StoredRequest.Accepted(Instant at) ->
          Map.of("id", id.toString(), "status", "accepted", "receivedAt", at);
      case StoredRequest.Processing(Instant at, int attempts) ->
          Map.of(
              "id", id.toString(), "status", "processing", "receivedAt", at, "attempts", attempts);
      case StoredRequest.Done done ->
          Map.of(
              "id",
              id.toString(),
              "status",
              "done",
              "finishedAt",
              done.finishedAt(),
              "expiresAt",
              done.expiresAt(),
              "resultStatus",
              done.answer().status(),
              "resultBytes",
              done.answer().body().length());
      case StoredRequest.Failed failed ->
          Map.of(
              "id",
              id.toString(),
              "status",
              "failed",
              "finishedAt",
              failed.finishedAt(),
              "expiresAt",
              failed.expiresAt(),
              "reason",
              failed.reason());
      case StoredRequest.Expired() -> Map.of("id", id.toString(), "status", "expired");
      case StoredRequest.Unknown() ->
          throw Problem.of(ProblemType.UNKNOWN_SUBJECT, "no request '" + id + "'").exception();
    };
  }
}
