package dev.ficus.gateway.circuit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes local breakers. */
public interface LocalBreakers {

  /**
   * Makes one that goes on from the last shared state.
   *
   * @param openFor how long the shared circuit would still be open, zero if it waits for a probe;
   *     null if it is closed
   */
  LocalBreaker create(CircuitKey key, CircuitPolicy policy, @Nullable Duration openFor);
}
