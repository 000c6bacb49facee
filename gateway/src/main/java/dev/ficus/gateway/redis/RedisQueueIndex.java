package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.queue.QueueIndex;
import dev.ficus.gateway.queue.QueueUnavailableException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The fleet's queues, a hash of kinds by route. */
public final class RedisQueueIndex implements QueueIndex {

  private final RedisLink link;
  private final GuardedWrites writes;
  private final RedisKeys keys;

  public RedisQueueIndex(RedisLink link, String fleet) {
    this.link = link;
    writes = new GuardedWrites(link);
    keys = new RedisKeys(fleet);
  }

  @Override
  public void note(String route, String kind) {
    var _ = said(() -> writes.command("HSET", keys.queues(), List.of(route, kind)));
  }

  @Override
  public Map<String, String> kinds() {
    return said(() -> link.read(c -> c.hgetall(keys.queues())));
  }

  private static <T> T said(Supplier<T> call) {
    try {
      return call.get();
    } catch (StoreUnavailableException e) {
      throw new QueueUnavailableException(String.valueOf(e.getMessage()), e.outcomeUnknown(), e);
    }
  }
}
