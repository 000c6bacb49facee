package dev.ficus.gateway.queue;

import java.util.Map;

/**
 * Which routes have had a queue, and of what kind: what is left in one that no file names any more
 * is to be found, also by an instance that was started later.
 */
public interface QueueIndex {

  /**
   * Notes that a route has a queue.
   *
   * @param kind a word that is shown
   * @throws QueueUnavailableException if the store cannot be reached
   */
  void note(String route, String kind);

  /**
   * The kinds of all that were ever noted, by route.
   *
   * @throws QueueUnavailableException if the store cannot be reached
   */
  Map<String, String> kinds();
}
