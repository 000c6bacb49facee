package dev.ficus.gateway.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;

/** What a call is answered with. */
final class Answer {

  private final int status;
  private final String contentType;
  private final byte[] body;
  private final Map<String, String> headers;
  private final @Nullable Flux<ServerSentEvent<String>> stream;

  /**
   * @param contentType empty for no body
   */
  Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    this(status, contentType, body, headers, null);
  }

  private Answer(
      int status,
      String contentType,
      byte[] body,
      Map<String, String> headers,
      @Nullable Flux<ServerSentEvent<String>> stream) {
    this.stream = stream;
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.headers = headers;
  }

  int status() {
    return status;
  }

  String contentType() {
    return contentType;
  }

  byte[] body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }

  static Answer ok(Object json) {
    return json(200, json);
  }

  static Answer json(int status, Object json) {
    return new Answer(status, "application/json", Json.write(json), Map.of());
  }

  /** Events, as they come. */
  static Answer stream(Flux<ServerSentEvent<String>> events) {
    return new Answer(200, "text/event-stream", new byte[0], Map.of(), events);
  }

  /** Null for an answer that is there as a whole. */
  @Nullable Flux<ServerSentEvent<String>> stream() {
    return stream;
  }

  static Answer nothing() {
    return new Answer(204, "", new byte[0], Map.of());
  }

  /** What can be put into If-Match to change only what was seen. */
  Answer withRevision(long revision) {
    return withHeader("ETag", "\"" + revision + "\"");
  }

  Answer withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, contentType, body, more, stream);
  }
}
