package dev.ficus.gateway.migration;

import org.jspecify.annotations.Nullable;

/**
 * A version of the routing state.
 *
 * @param number counts up by one a change; 0 when nothing was ever changed
 * @param id random, so that two histories that reached the same number can be told apart
 * @param parent the id it came from
 */
public record Revision(long number, String id, @Nullable String parent) {

  /** Before the first change. */
  public static final Revision NONE = new Revision(0, "", null);
}
