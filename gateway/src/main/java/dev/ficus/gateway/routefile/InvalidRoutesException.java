package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.Violation;
import java.util.List;

/** The route files cannot be started with; the message is the full report. */
public final class InvalidRoutesException extends RuntimeException {

  private final transient List<Violation> violations;

  InvalidRoutesException(List<Violation> violations, String report) {
    super(report);
    this.violations = List.copyOf(violations);
  }

  public List<Violation> violations() {
    return violations;
  }
}
