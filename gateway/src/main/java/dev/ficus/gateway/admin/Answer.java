package dev.ficus.gateway.admin;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a call is answered with. */
final class Answer {

  private final int status;
  private final String contentType;
  private final byte[] body;
  private final Map<String, String> headers;

  /**
   * @param contentType empty for no body
   */
  Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
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
    return new Answer(status, contentType, body, more);
  }
}
