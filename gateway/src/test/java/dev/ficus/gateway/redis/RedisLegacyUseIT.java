package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.migration.LegacyUse;
import dev.ficus.gateway.migration.LegacyUseStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When routes last needed legacy, as a fleet keeps it. */
class RedisLegacyUseIT {

  @RegisterExtension private static final EmptyRedis REDIS = new EmptyRedis();

  private LegacyUseStore store;

  @BeforeEach
  void connect() {
    store = new RedisLegacyUse(REDIS.link(), "test");
  }

  @Test
  void momentsOnlyGrow() {
    store.raise(Map.of("r", new LegacyUse(1_700_000_000_000L, 0), "s", new LegacyUse(0, 5)));
    store.raise(Map.of("r", new LegacyUse(1_600_000_000_000L, 7)));
    assertThat(store.all())
        .containsOnly(
            Map.entry("r", new LegacyUse(1_700_000_000_000L, 7)),
            Map.entry("s", new LegacyUse(0, 5)));
  }

  @Test
  void aClockThatIsAheadDatesNothingIntoTheFuture() {
    long now = System.currentTimeMillis();
    long ahead = now + Duration.ofDays(1).toMillis();
    store.raise(Map.of("r", new LegacyUse(ahead, ahead)));
    LegacyUse kept = store.all().getOrDefault("r", LegacyUse.NEVER);
    assertThat(kept.answeredAt()).isBetween(now - 60_000, now + 60_000);
    assertThat(kept.fellBackAt()).isEqualTo(kept.answeredAt());
  }

  @Test
  void aThousandRoutesAreToldInParts() {
    Map<String, LegacyUse> uses = new HashMap<>();
    for (int i = 1; i <= 1_000; i++) {
      uses.put("route-" + i, new LegacyUse(i, i));
    }
    store.raise(uses);
    assertThat(store.all()).isEqualTo(uses);
  }

  @Test
  void whatSomebodyWroteOverIsToldAnew() throws Exception {
    var _ = REDIS.ask("HSET", "ficus:{test}:legacy-answers", "r", "yesterday");
    assertThat(store.all()).containsEntry("r", LegacyUse.NEVER);
    store.raise(Map.of("r", new LegacyUse(9, 0)));
    assertThat(store.all()).containsEntry("r", new LegacyUse(9, 0));
  }
}
