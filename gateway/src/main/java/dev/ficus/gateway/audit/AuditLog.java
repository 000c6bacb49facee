package dev.ficus.gateway.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps audit events, newest first when read; blocking, so never called on an event loop. */
public interface AuditLog {

  /** Adds an event that changes no routing state; such a change carries its event itself. */
  void append(AuditEvent event);

  /**
   * Reads back.
   *
   * @param subject only events about this, or null for all
   * @param limit how many at most
   */
  List<AuditEvent> read(@Nullable String subject, int limit);
}
