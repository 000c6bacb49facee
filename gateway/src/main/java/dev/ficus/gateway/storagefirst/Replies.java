package dev.ficus.gateway.storagefirst;

import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.queue.Body;
import dev.ficus.gateway.queue.Header;
import dev.ficus.gateway.queue.MessageId;
import dev.ficus.gateway.queue.Reply;
import dev.ficus.gateway.queue.StoredAnswer;
import dev.ficus.gateway.queue.StoredRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients of stored requests read. */
final class Replies {

  private Replies() {}

  static String location(MessageId id) {
    return StoredRequests.PATH + id;
  }

  static Reply accepted(MessageId id) {
    return json(202, "{\"id\":\"" + id + "\",\"status\":\"accepted\"}")
        .with("Location", location(id))
        .with("Retry-After", "1");
  }

  /** How it is doing. */
  static Reply status(MessageId id, StoredRequest request) {
    String begin = "{\"id\":\"" + id + "\",\"status\":\"";
    return switch (request) {
      case StoredRequest.Accepted(Instant at) ->
          json(200, begin + "accepted\",\"receivedAt\":\"" + at + "\"}").with("Retry-After", "1");
      case StoredRequest.Processing(Instant at, int attempts) ->
          json(
                  200,
                  begin
                      + "processing\",\"receivedAt\":\""
                      + at
                      + "\",\"attempts\":"
                      + attempts
                      + "}")
              .with("Retry-After", "1");
      case StoredRequest.Done done ->
          json(
              200,
              begin
                  + "done\",\"finishedAt\":\""
                  + done.finishedAt()
                  + "\",\"expiresAt\":\""
                  + done.expiresAt()
                  + "\",\"result\":\""
                  + location(id)
                  + StoredRequests.RESULT
                  + "\",\"resultStatus\":"
                  + done.answer().status()
                  + "}");
      case StoredRequest.Failed failed ->
          json(
              200,
              begin
                  + "failed\",\"finishedAt\":\""
                  + failed.finishedAt()
                  + "\",\"expiresAt\":\""
                  + failed.expiresAt()
                  + "\",\"reason\":\""
                  + escaped(failed.reason())
                  + "\"}");
      case StoredRequest.Expired() -> expired();
      case StoredRequest.Unknown() -> unknown();
    };
  }

  /** The function's answer, verbatim; null while there is none. */
  static @Nullable Reply result(StoredRequest request) {
    return switch (request) {
      case StoredRequest.Accepted(Instant _) -> null;
      case StoredRequest.Processing(Instant _, int _) -> null;
      case StoredRequest.Done done -> verbatim(done.answer());
      case StoredRequest.Failed failed ->
          failed.answer() == null
              ? problem(502, "attempts-used-up", "no attempt was answered")
              : verbatim(failed.answer());
      case StoredRequest.Expired() -> expired();
      case StoredRequest.Unknown() -> unknown();
    };
  }

  private static Reply verbatim(StoredAnswer answer) {
    return new Reply(answer.status(), answer.headers(), answer.body());
  }

  static Reply unknown() {
    return problem(404, "unknown-request", "there is no such request");
  }

  private static Reply expired() {
    return problem(410, "expired", "the result was kept as long as it was to be");
  }

  static Reply problem(int status, String type, String detail) {
    Problem problem = new Problem(status, type, Problem.title(status), detail);
    return Reply.of(status, Problem.MEDIA_TYPE, problem.json());
  }

  private static Reply json(int status, String text) {
    return new Reply(
        status,
        List.of(
            new Header("Content-Type", "application/json"),
            new Header("Cache-Control", "no-store")),
        Body.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Reasons hold what upstreams say. */
  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        safe.append('\\');
      }
      safe.append(c < ' ' ? ' ' : c);
    }
    return safe.toString();
  }
}
