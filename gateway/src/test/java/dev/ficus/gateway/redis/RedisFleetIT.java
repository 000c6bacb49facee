package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ficus.gateway.migration.Instance;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisFleetIT {

  private static final String HEARTBEATS = "ficus:{test}:heartbeats";

  @RegisterExtension private static final EmptyRedis REDIS = new EmptyRedis();

  private RedisFleet fleet;

  @BeforeEach
  void connect() {
    fleet = new RedisFleet(REDIS.link(), "test");
  }

  private static long redisMillis() throws IOException {
    return Long.parseLong(REDIS.ask("TIME").getFirst()) * 1_000;
  }

  private static void age(String id, Duration silence) throws IOException {
    String then = Long.toString(redisMillis() - silence.toMillis());
    REDIS.ask("ZADD", HEARTBEATS, then, id);
  }

  @Test
  void reportedInstancesAreLiveInTheOrderOfTheirNames() throws IOException {
    fleet.report(States.instance("2", "b:8080", 7));
    fleet.report(States.instance("1", "a:8080", 8));
    fleet.report(States.instance("2", "b:8080", 9));

    assertThat(fleet.live())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seenAt")
        .containsExactly(States.instance("1", "a:8080", 8), States.instance("2", "b:8080", 9));
    for (Instance instance : fleet.live()) {
      assertThat(instance.seenAt())
          .isCloseTo(Instant.ofEpochMilli(redisMillis()), within(3, ChronoUnit.SECONDS));
    }
  }

  @Test
  void silentInstanceIsNotLive() throws IOException {
    fleet.report(States.instance("1", "a:8080", 1));
    age("1", Duration.ofMillis(4_500));
    assertThat(fleet.live()).isEmpty();
    fleet.report(States.instance("1", "a:8080", 1));
    assertThat(fleet.live()).hasSize(1);
  }

  @Test
  void instanceThatLeavesIsGoneAtOnce() {
    fleet.report(States.instance("1", "a:8080", 1));
    fleet.report(States.instance("2", "b:8080", 1));
    fleet.leave("1");
    assertThat(fleet.live()).extracting(Instance::id).containsExactly("2");
  }

  @Test
  void longSilentInstancesLeaveNothingBehind() throws IOException {
    fleet.report(States.instance("1", "a:8080", 1));
    age("1", Duration.ofSeconds(62));
    fleet.report(States.instance("2", "b:8080", 1));
    assertThat(REDIS.ask("HKEYS", "ficus:{test}:instances")).containsExactly("2");
    assertThat(REDIS.ask("ZCARD", HEARTBEATS)).containsExactly("1");
  }
}
