package dev.ficus.gateway.circuit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which failed requests are asked for; null for any. */
public record FailureFilter(
    @Nullable String upstream, @Nullable String route, @Nullable Instant since) {

  public static final FailureFilter ALL = new FailureFilter(null, null, null);

  public boolean matches(FailedRequest failed) {
    return (upstream == null || upstream.equals(failed.upstream()))
        && (route == null || route.equals(failed.route()))
        && (since == null || !failed.at().isBefore(since));
  }
}
