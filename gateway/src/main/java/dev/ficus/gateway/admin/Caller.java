package dev.ficus.gateway.admin;

import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param name the token's, and the audit's "who"
 * @param group the only group it may cut over, or null for all
 */
record Caller(String name, AdminToken.Role role, @Nullable String group) {

  boolean mayActAs(AdminToken.Role needed) {
    return role.includes(needed);
  }

  /** Whether it may cut over a subject that belongs to this group, or to none. */
  boolean mayCutOver(@Nullable String subjectsGroup) {
    return group == null || group.equals(subjectsGroup);
  }
}
