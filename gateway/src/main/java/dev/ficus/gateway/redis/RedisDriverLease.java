package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.PlanDriver;
import dev.ficus.gateway.migration.StoreUnavailableException;
import java.time.Duration;
import java.util.List;

/** Lets one instance of the fleet drive plans; when it falls silent another one takes over. */
public final class RedisDriverLease implements PlanDriver.Lease {

  private static final Duration LASTS = Duration.ofSeconds(5);
  private static final RedisScript HOLD = RedisScript.load("driver.lua");

  private final GuardedWrites writes;
  private final RedisKeys keys;
  private final String instance;

  public RedisDriverLease(RedisLink link, String fleet, String instance) {
    writes = new GuardedWrites(link);
    keys = new RedisKeys(fleet);
    this.instance = instance;
  }

  @Override
  public boolean hold() {
    try {
      List<String> arguments = List.of(instance, Long.toString(LASTS.toMillis()));
      return writes.run(HOLD, List.of(keys.driver()), arguments).getFirst().equals("OK");
    } catch (StoreUnavailableException away) {
      return false;
    }
  }
}
