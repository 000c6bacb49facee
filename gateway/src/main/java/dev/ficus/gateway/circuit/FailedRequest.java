package dev.ficus.gateway.circuit;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that an upstream has failed; one that was refused because of its open circuit is none.
 *
 * @param at when it ended, by the store's clock
 * @param route null for the default upstream
 * @param path without the query, which may hold what nobody should read
 * @param outcome a failure's word
 * @param status what the client got, or zero if its connection was ended or the other side answered
 * @param traceId the trace that the gateway follows it in, else the one that the request brought,
 *     else null
 * @param instance the name of the gateway that saw it
 */
public record FailedRequest(
    Instant at,
    @Nullable String route,
    String upstream,
    String method,
    String path,
    String outcome,
    int status,
    Duration duration,
    @Nullable String traceId,
    String instance) {

  private static final int LONGEST_PATH = 512;

  public FailedRequest {
    int query = path.indexOf('?');
    path = query < 0 ? path : path.substring(0, query);
    path = path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "…";
  }

  public FailedRequest withAt(Instant time) {
    return new FailedRequest(
        time, route, upstream, method, path, outcome, status, duration, traceId, instance);
  }
}
