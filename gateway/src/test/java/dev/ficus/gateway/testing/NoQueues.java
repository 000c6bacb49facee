package dev.ficus.gateway.testing;

import dev.ficus.gateway.queue.QueueIndex;
import java.util.Map;

/** For tests whose routes have no queues. */
public final class NoQueues implements QueueIndex {

  @Override
  public void note(String route, String kind) {
    throw new UnsupportedOperationException(route);
  }

  @Override
  public Map<String, String> kinds() {
    return Map.of();
  }
}
