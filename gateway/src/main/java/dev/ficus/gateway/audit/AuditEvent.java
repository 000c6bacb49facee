package dev.ficus.gateway.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did, or that the gateway did by itself.
 *
 * @param at by the clock of the shared store, where it has one
 * @param who the token's name, {@code file:NAME} for an edit, {@code ficus} for the gateway itself
 * @param what {@code cutover}, {@code rollback}, {@code recovered}, {@code token.created} …
 * @param subject what it was done to: a route, a group, a token
 * @param instance which gateway took it
 * @param reason as given, or null
 * @param revision of the routing state that it made, or 0
 * @param details before and after, in words
 */
public record AuditEvent(
    Instant at,
    String who,
    String what,
    String subject,
    String instance,
    @Nullable String reason,
    long revision,
    Map<String, String> details) {

  public AuditEvent {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  public AuditEvent withRevision(long number) {
    return new AuditEvent(at, who, what, subject, instance, reason, number, details);
  }
}
