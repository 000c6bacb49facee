package dev.ficus.gateway.admin;

import java.util.Locale;

/** The kinds of problems that the admin API answers with; the name makes the type's URI. */
enum ProblemType {
  MALFORMED_REQUEST(400, "The request cannot be read"),
  INVALID_REQUEST(400, "The request makes no sense"),
  UNAUTHORIZED(401, "A valid token is needed"),
  FORBIDDEN(403, "The token may not do this"),
  UNKNOWN_PATH(404, "There is nothing here"),
  UNKNOWN_SUBJECT(404, "There is no such thing"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  CONFLICT(409, "Something else stands in the way"),
  REFUSED(409, "The cutover was refused"),
  GATES_NOT_MET(409, "The gates are not met"),
  STALE(412, "It has changed since you looked"),
  TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The content type is not supported"),
  NOT_AVAILABLE(422, "This version cannot do it"),
  INTERNAL(500, "Something that should not happen happened"),
  UNAVAILABLE(503, "The shared store is away"),
  OVERLOADED(503, "Too many calls at once");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  String uri() {
    return "https://ficus.dev/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
