package dev.ficus.gateway.boot;

import dev.ficus.gateway.admin.AdminToken;
import dev.ficus.gateway.admin.TokenStore;
import dev.ficus.gateway.redis.RedisTokens;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The admin room's tokens as documents in Redis. */
final class StoredTokens implements TokenStore {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final RedisTokens redis;

  StoredTokens(RedisTokens redis) {
    this.redis = redis;
  }

  @Override
  public List<AdminToken> all() {
    return new TreeMap<>(redis.all())
        .values().stream().map(json -> JSON.readValue(json, AdminToken.class)).toList();
  }

  @Override
  public boolean add(AdminToken token) {
    return redis.add(token.name(), JSON.writeValueAsString(token));
  }

  @Override
  public boolean remove(String name) {
    return redis.remove(name);
  }
}
