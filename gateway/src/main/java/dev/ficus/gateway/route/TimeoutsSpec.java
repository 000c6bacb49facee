package dev.ficus.gateway.route;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Time limits as a file says them: null was not said, zero is off.
 *
 * @param connect until the connection stands
 * @param response from the request sent to the response head
 * @param idle between two chunks of a body
 * @param streamIdle the same for event streams and upgraded connections
 * @param total from first to last byte
 */
public record TimeoutsSpec(
    @Nullable Duration connect,
    @Nullable Duration response,
    @Nullable Duration idle,
    @Nullable Duration streamIdle,
    @Nullable Duration total) {

  public static final TimeoutsSpec UNSAID = new TimeoutsSpec(null, null, null, null, null);

  /** These, and where they say nothing, the others. */
  public TimeoutsSpec orElse(TimeoutsSpec others) {
    // Nearly all routes say nothing, and then share one object.
    if (equals(UNSAID) || others.equals(UNSAID)) {
      return equals(UNSAID) ? others : this;
    }
    return new TimeoutsSpec(
        connect != null ? connect : others.connect,
        response != null ? response : others.response,
        idle != null ? idle : others.idle,
        streamIdle != null ? streamIdle : others.streamIdle,
        total != null ? total : others.total);
  }
}
