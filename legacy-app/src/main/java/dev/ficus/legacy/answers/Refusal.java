package dev.ficus.legacy.answers;

/** A request that the shop understands well enough to refuse it, with the reason for the client. */
public abstract sealed class Refusal extends RuntimeException {

  private Refusal(String what) {
    super(what, null, false, false);
  }

  /** The request is malformed or breaks a rule: 400. */
  public static final class Invalid extends Refusal {
    public Invalid(String what) {
      super(what);
    }
  }

  /** What the request names is not there: 404. */
  public static final class NotFound extends Refusal {
    public NotFound(String kind, Object id) {
      super(kind + " " + id);
    }
  }

  /** The request contradicts the state that the shop is in: 409. */
  public static final class Conflict extends Refusal {
    public Conflict(String what) {
      super(what);
    }
  }
}
