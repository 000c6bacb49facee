package dev.ficus.gateway.admin;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer that says what went wrong (RFC 9457).
 *
 * @param fields beyond those that every problem has
 * @param headers of the answer
 */
record Problem(
    ProblemType type, String detail, Map<String, Object> fields, Map<String, String> headers) {

  static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, Map.of(), Map.of());
  }

  Problem with(String field, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(field, value);
    return new Problem(type, detail, more, headers);
  }

  Problem withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(type, detail, fields, more);
  }

  ProblemException exception() {
    return new ProblemException(this);
  }

  Answer answer() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type.uri());
    body.put("title", type.title());
    body.put("status", type.status());
    body.put("detail", detail);
    body.putAll(fields);
    return new Answer(type.status(), "application/problem+json", Json.write(body), headers);
  }
}
