package dev.ficus.gateway.forwarding;

/**
 * What follows from a failure.
 *
 * @param status for the client, unless another attempt or side answers; {@link #ABORT} ends its
 *     connection, because an answer has begun that cannot be finished
 * @param mayRetry whether the same upstream may be asked once more, on a fresh connection
 * @param mayFallBack whether the other side may be asked; the route's {@code fallback} may still
 *     forbid it
 * @param countsAgainstUpstream whether a circuit counts it as a failed call
 * @param connectionReusable whether the connection is sound once the answer has been read
 */
public record Outcome(
    int status,
    boolean mayRetry,
    boolean mayFallBack,
    boolean countsAgainstUpstream,
    boolean connectionReusable) {

  /** In place of a status: the client's connection is ended. */
  public static final int ABORT = 0;

  public boolean isAbort() {
    return status == ABORT;
  }
}
