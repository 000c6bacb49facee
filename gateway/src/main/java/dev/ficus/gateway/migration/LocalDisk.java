package dev.ficus.gateway.migration;

import java.util.Map;

/** What an instance keeps on its own disk, so that it can start and roll back without the store. */
public interface LocalDisk {

  /** The last good state; {@link RoutingState#EMPTY} if there is none. */
  RoutingState loadState();

  /** The rollbacks that are not shared yet, by route id. */
  Map<String, LocalOverride> loadOverrides();

  /**
   * @throws java.io.UncheckedIOException if the disk does not take it
   */
  void save(RoutingState state);

  /**
   * @throws java.io.UncheckedIOException if the disk does not take it
   */
  void save(Map<String, LocalOverride> overrides);
}
