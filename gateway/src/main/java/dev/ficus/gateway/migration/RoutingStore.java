package dev.ficus.gateway.migration;

import dev.ficus.gateway.audit.AuditEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the routing state for the whole fleet. Every call blocks for at most half a second, so none
 * is made on an event loop.
 */
public interface RoutingStore {

  /**
   * The revision in force; {@link Revision#NONE} if the store is empty.
   *
   * @throws StoreUnavailableException if the store cannot be asked
   */
  Revision revision();

  /**
   * The state in force; {@link RoutingState#EMPTY} if the store is empty.
   *
   * @throws StoreUnavailableException if the store cannot be asked
   */
  RoutingState load();

  /**
   * Changes the state if it still is at {@code expected}, with its audit event, in one step; then
   * tells all instances.
   *
   * @param number of the new revision; {@code expected.number() + 1}, or higher when a lost state
   *     is put back
   * @param changes by route id; an empty value forgets the route
   * @param replace whether routes that {@code changes} does not name are forgotten
   * @return the new revision
   * @throws StaleRevisionException if the store is at another revision; nothing was changed
   * @throws StoreUnavailableException if the store cannot be asked, or has not answered in time; it
   *     says whether the change may have happened all the same
   */
  Revision commit(
      Revision expected,
      long number,
      Map<String, Optional<RouteState>> changes,
      boolean replace,
      AuditEvent event);

  /**
   * The store's time, by what was last heard of it and the time that has passed since; null if
   * nothing was heard yet. Asks nobody.
   */
  @Nullable Instant time();

  /** Calls back, on a thread of its own, whenever another instance may have changed the state. */
  void onChange(Runnable listener);
}
