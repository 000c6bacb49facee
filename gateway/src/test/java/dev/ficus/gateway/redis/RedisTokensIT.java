package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisTokensIT {

  @Test
  void nameIsTakenOnce() {
    try (RedisProcess redis = RedisProcess.start();
        RedisConnections connections = redis.connect()) {
      RedisTokens tokens = new RedisTokens(connections.link(), "test");
      assertThat(tokens.all()).isEmpty();
      assertThat(tokens.add("ci", "first")).isTrue();
      assertThat(tokens.add("ci", "second")).isFalse();
      assertThat(tokens.all()).isEqualTo(Map.of("ci", "first"));
      assertThat(tokens.remove("ci")).isTrue();
      assertThat(tokens.remove("ci")).isFalse();
      assertThat(tokens.all()).isEmpty();
    }
  }
}
