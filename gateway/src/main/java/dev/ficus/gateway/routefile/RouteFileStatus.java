package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.Violation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a route file is doing.
 *
 * @param name as violations show it
 * @param fingerprint of the version in force; null if none ever was
 * @param loadedAt when that version came into force
 * @param violations of the version on disk; empty if it is in force
 * @param report the same as text with source lines
 */
public record RouteFileStatus(
    String name,
    State state,
    @Nullable String fingerprint,
    @Nullable Instant loadedAt,
    List<Violation> violations,
    String report) {

  /** Whether what is in force is what is on disk. */
  public enum State {
    GOOD,
    /** The last good version stays. */
    BROKEN,
    /** The file is gone from disk, and its last good version stays. */
    DELETED
  }

  public RouteFileStatus {
    violations = List.copyOf(violations);
  }
}
