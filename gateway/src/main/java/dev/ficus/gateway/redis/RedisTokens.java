package dev.ficus.gateway.redis;

import java.util.List;
import java.util.Map;

/** The fleet's admin tokens, a hash of documents by name; what they mean is the admin room's. */
public final class RedisTokens {

  private final RedisLink link;
  private final GuardedWrites writes;
  private final RedisKeys keys;

  public RedisTokens(RedisLink link, String fleet) {
    this.link = link;
    writes = new GuardedWrites(link);
    keys = new RedisKeys(fleet);
  }

  public Map<String, String> all() {
    return link.read(c -> c.hgetall(keys.tokens()));
  }

  /** False if there is one of that name already. */
  public boolean add(String name, String document) {
    return writes.command("HSETNX", keys.tokens(), List.of(name, document)).equals(1L);
  }

  /** False if there is none of that name. */
  public boolean remove(String name) {
    return writes.command("HDEL", keys.tokens(), List.of(name)).equals(1L);
  }
}
