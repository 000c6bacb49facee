package dev.ficus.gateway.webhook;

/** Whether a request is from who it says. */
public sealed interface SignatureVerdict {

  /** It is. */
  record Accepted() implements SignatureVerdict {}

  /**
   * It is, and only asks whether somebody is there: answer this with 200 and queue nothing.
   *
   * @param answer as {@code text/plain}
   */
  record Challenge(String answer) implements SignatureVerdict {}

  /** Nobody knows; 401. */
  record Refused(Refusal reason) implements SignatureVerdict {}

  /** Why. It says nothing that helps a forger. */
  enum Refusal {
    MISSING("a header of the signature is missing, or there twice"),
    MALFORMED("the signature cannot be read"),
    STALE("the timestamp is outside of the tolerance"),
    FORGED("no signature belongs to this body and a known secret");

    private final String explanation;

    Refusal(String explanation) {
      this.explanation = explanation;
    }

    public String explanation() {
      return explanation;
    }
  }
}
