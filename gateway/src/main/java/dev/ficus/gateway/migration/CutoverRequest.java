package dev.ficus.gateway.migration;

import org.jspecify.annotations.Nullable;

/**
 * A cutover that somebody asks for.
 *
 * @param subject a route's id or a group's name
 * @param isGroup which of the two it is
 * @param expected the route's revision that the caller has seen, or null if it does not say
 * @param force past gates, past the group, and out of retired; needs a reason
 * @param dryRun whether only the answer is wanted
 * @param who the audit's "who"
 */
public record CutoverRequest(
    String subject,
    boolean isGroup,
    CutoverAction action,
    @Nullable Long expected,
    boolean force,
    boolean dryRun,
    String who,
    @Nullable String reason) {

  /** The subject as the audit log names it: a group with {@code @} before it. */
  public String name() {
    return (isGroup ? "@" : "") + subject;
  }
}
