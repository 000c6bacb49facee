package dev.ficus.functions.answers;

import org.springframework.http.HttpStatus;

/** A request that a function will not serve, with the status and the words of the answer. */
public final class Refusal extends RuntimeException {

  private final HttpStatus status;
  private final String error;

  private Refusal(HttpStatus status, String error, String what) {
    super(what, null, false, false);
    this.status = status;
    this.error = error;
  }

  /** 400: the request is malformed or breaks a rule. */
  public static Refusal invalid(String what) {
    return new Refusal(HttpStatus.BAD_REQUEST, "invalid", what);
  }

  /** 404: there is no such thing. */
  public static Refusal notFound(String what) {
    return new Refusal(HttpStatus.NOT_FOUND, "not found", what);
  }

  /** 409: the thing's state forbids it. */
  public static Refusal conflict(String what) {
    return new Refusal(HttpStatus.CONFLICT, "conflict", what);
  }

  /** 503: not now. */
  public static Refusal unavailable(String what) {
    return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", what);
  }

  HttpStatus status() {
    return status;
  }

  Problem problem() {
    return new Problem(error, getMessage() == null ? "" : getMessage());
  }

  /** The body of an answer that refuses. */
  record Problem(String error, String what) {}
}
