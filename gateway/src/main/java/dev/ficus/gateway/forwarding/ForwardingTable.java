package dev.ficus.gateway.forwarding;

import dev.ficus.gateway.route.FallbackSpec;

/**
 * What follows from each failure, at each point of an exchange, for each kind of request. The rule
 * behind it: a write reaches a server at most once, so what may have been sent is sent again only
 * if it is safe; and an answer that has begun is never ended as if it were complete.
 */
public final class ForwardingTable {

  /** Below it, no status is named by {@code alsoOn}. */
  private static final int FIRST_ERROR = 400;

  /** By failure, progress, safe, kept. */
  private static final Outcome[][][][] OUTCOMES =
      new Outcome[Failure.values().length][Progress.values().length][2][2];

  static {
    for (Failure failure : Failure.values()) {
      for (Progress progress : Progress.values()) {
        for (int safe = 0; safe < 2; safe++) {
          for (int kept = 0; kept < 2; kept++) {
            OUTCOMES[failure.ordinal()][progress.ordinal()][safe][kept] =
                decide(failure, progress, safe == 1, kept == 1);
          }
        }
      }
    }
  }

  private ForwardingTable() {}

  /**
   * What follows.
   *
   * @param safe whether the request may be carried out twice without harm
   * @param kept whether its connection had served an earlier request, so that the upstream may have
   *     closed it at the very moment it was used (RFC 9112, section 9.3.1)
   */
  public static Outcome of(Failure failure, Progress progress, boolean safe, boolean kept) {
    return OUTCOMES[failure.ordinal()][progress.ordinal()][safe ? 1 : 0][kept ? 1 : 0];
  }

  private static Outcome decide(Failure failure, Progress progress, boolean safe, boolean kept) {
    if (failure == Failure.CLIENT_GONE) {
      return new Outcome(status(failure), false, false, false, false);
    }
    boolean repeatable =
        switch (progress) {
          case NOTHING_SENT -> true;
          case SENT, HEAD_RECEIVED -> safe;
          case BODY_UNDER_WAY -> false;
        };
    boolean stale =
        failure == Failure.RESET
            && (progress == Progress.NOTHING_SENT || progress == Progress.SENT && kept);
    return new Outcome(
        progress == Progress.BODY_UNDER_WAY ? Outcome.ABORT : status(failure),
        stale && repeatable,
        repeatable,
        countsAgainstUpstream(failure),
        failure == Failure.STATUS);
  }

  /** RFC 9110, sections 15.6.3 to 15.6.5; 499 is for the log only. */
  private static int status(Failure failure) {
    return switch (failure) {
      case REFUSED,
          UNRESOLVED,
          RESET,
          GARBAGE,
          OVERSIZED_HEAD,
          OVERSIZED_ANSWER,
          STATUS,
          BROKEN_BODY ->
          502;
      case CIRCUIT_OPEN, NO_CONNECTION, PENDING_LIMIT -> 503;
      case CONNECT_TIMEOUT, RESPONSE_TIMEOUT, TOTAL_TIMEOUT, STALLED -> 504;
      case CLIENT_GONE -> 499;
    };
  }

  private static boolean countsAgainstUpstream(Failure failure) {
    return switch (failure) {
      case REFUSED,
          UNRESOLVED,
          CONNECT_TIMEOUT,
          RESET,
          GARBAGE,
          OVERSIZED_HEAD,
          OVERSIZED_ANSWER,
          RESPONSE_TIMEOUT,
          TOTAL_TIMEOUT,
          STATUS,
          BROKEN_BODY,
          STALLED ->
          true;
      case CIRCUIT_OPEN, NO_CONNECTION, PENDING_LIMIT, CLIENT_GONE -> false;
    };
  }

  /**
   * Whether the other side takes the request.
   *
   * @param bodyLost whether a body has been read from the client, which cannot be read again
   */
  public static boolean fallsBack(FallbackSpec fallback, Outcome outcome, boolean bodyLost) {
    return fallback.mode() == FallbackSpec.Mode.SAFE && outcome.mayFallBack() && !bodyLost;
  }

  /** Whether a status of the target counts as failed and lets a safe request fall back. */
  public static boolean isFailed(FallbackSpec fallback, int status) {
    return status >= FIRST_ERROR
        && switch (status) {
          case 502, 503, 504 -> true;
          default -> fallback.alsoOn().contains(status);
        };
  }
}
