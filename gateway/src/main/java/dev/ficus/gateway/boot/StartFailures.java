package dev.ficus.gateway.boot;

import dev.ficus.gateway.redis.EmbeddedRedisException;
import dev.ficus.gateway.routefile.InvalidRoutesException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says in words, not in a stack trace, why the gateway does not start. */
final class StartFailures implements FailureAnalyzer {

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidRoutesException) {
        return new FailureAnalysis(
            "The route files are not valid.\n\n" + cause.getMessage(),
            "Mend what is named above. With ficus.routes.lenient=true a file that was good before"
                + " falls back to that version.",
            cause);
      }
      if (cause instanceof EmbeddedRedisException) {
        return new FailureAnalysis(
            String.valueOf(cause.getMessage()),
            "Mend what is named above, or set spring.data.redis.url to a Redis of yours.",
            cause);
      }
    }
    return null;
  }
}
