package dev.ficus.gateway.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps audit events, newest first when read; blocking, so never called on an event loop. */
public interface AuditLog {

  /** Adds an event that changes no routing state; such a change carries its event itself. */
  void append(AuditEvent event);

  /** The newest; {@link #page} has those behind them too. */
  default List<AuditEvent> read(@Nullable String subject, int limit) {
    return page(subject, null, limit).events();
  }

  /**
   * Reads back.
   *
   * @param subject only events about this, or null for all
   * @param before the {@link AuditPage#next()} of the part before; null for the newest
   * @param limit how many at most
   * @throws IllegalArgumentException if {@code before} is none
   */
  AuditPage page(@Nullable String subject, @Nullable String before, int limit);
}
