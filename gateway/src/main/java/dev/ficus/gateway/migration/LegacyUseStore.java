package dev.ficus.gateway.migration;

import java.util.Map;

/** Keeps when each route of the fleet last needed legacy. */
public interface LegacyUseStore {

  /**
   * Tells what is later than what is kept; what is not changes nothing. Blocking.
   *
   * @param uses by route
   * @throws StoreUnavailableException if it cannot be told, or may not have been
   */
  void raise(Map<String, LegacyUse> uses);

  /**
   * All of it, by route. Blocking.
   *
   * @throws StoreUnavailableException if it cannot be asked
   */
  Map<String, LegacyUse> all();
}
