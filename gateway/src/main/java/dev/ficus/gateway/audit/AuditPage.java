package dev.ficus.gateway.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the audit, newest first.
 *
 * @param next asks for the older ones after it; null if none are kept
 */
public record AuditPage(List<AuditEvent> events, @Nullable String next) {

  public AuditPage {
    events = List.copyOf(events);
  }
}
