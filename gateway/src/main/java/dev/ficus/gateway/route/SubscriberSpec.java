package dev.ficus.gateway.route;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One independent consumer of a webhook route, as a file says it.
 *
 * @param settings its two sides and how it moves between them, as a route's
 * @param rate how many deliveries in how long, for the whole fleet; null is off
 * @param fromOldest whether it begins with what others have not finished
 * @param sign how its deliveries are signed; null for not at all
 */
public record SubscriberSpec(
    Located<String> name,
    RouteSettings settings,
    @Nullable RateSpec rate,
    int concurrency,
    Duration timeout,
    RetrySpec retry,
    boolean fromOldest,
    @Nullable SignatureSpec sign) {

  /** So many in so long a time. */
  public record RateSpec(int count, Duration per) {}

  /** When a failed delivery is tried again; what is null was not said. */
  public record RetrySpec(
      @Nullable Integer attempts,
      @Nullable Duration first,
      @Nullable BigDecimal factor,
      @Nullable Duration max,
      @Nullable Weight jitter,
      Set<Integer> never) {

    public RetrySpec {
      never = Set.copyOf(never);
    }
  }
}
