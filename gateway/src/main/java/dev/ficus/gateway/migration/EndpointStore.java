package dev.ficus.gateway.migration;

import dev.ficus.gateway.migration.UnclaimedEndpoints.Endpoint;
import java.util.List;

/** Keeps what the fleet has seen of endpoints that no route claims. */
public interface EndpointStore {

  /**
   * Adds counts. Blocking.
   *
   * @throws StoreUnavailableException if it cannot be told, or may not have been
   */
  void add(List<Endpoint> seen);

  /**
   * All of them, the most asked for first. Blocking.
   *
   * @throws StoreUnavailableException if it cannot be asked
   */
  List<Endpoint> all();
}
