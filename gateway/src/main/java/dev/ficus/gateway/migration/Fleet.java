package dev.ficus.gateway.migration;

import java.util.List;

/** Knows the instances that share one store; blocking, so never called on an event loop. */
public interface Fleet {

  /**
   * Reports an instance; it counts as live for three seconds.
   *
   * @throws StoreUnavailableException if the store cannot be asked
   */
  void report(Instance instance);

  /** Takes an instance out at once, at its end. */
  void leave(String instanceId);

  /**
   * The instances that reported within the last three seconds, by name.
   *
   * @throws StoreUnavailableException if the store cannot be asked
   */
  List<Instance> live();
}
