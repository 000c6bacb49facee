package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ficus.gateway.parity.DifferenceSample;
import dev.ficus.gateway.parity.EvidenceKey;
import dev.ficus.gateway.parity.EvidenceStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a fleet counts together, and who of it drives plans. */
class RedisEvidenceIT {

  private static final EvidenceKey KEY = new EvidenceKey("order", 7, "rules", 0, "");

  @RegisterExtension private static final EmptyRedis REDIS = new EmptyRedis();

  private EvidenceStore one;
  private EvidenceStore two;

  @BeforeEach
  void connect() {
    one = new RedisEvidence(REDIS.link(), "test");
    two = new RedisEvidence(REDIS.link(), "test");
  }

  @Test
  void instancesAddUp() {
    one.add(KEY, Map.of("compared", 3L, "path:/total", 1L));
    two.add(KEY, Map.of("compared", 4L, "legacy:100", 2L));
    EvidenceStore.Counted counted = one.read(KEY);
    assertThat(counted.counts())
        .containsOnly(
            Map.entry("compared", 7L), Map.entry("path:/total", 1L), Map.entry("legacy:100", 2L));
    assertThat(counted.ageMillis()).isBetween(1L, 20_000L);
    assertThat(two.read(new EvidenceKey("order", 8, "rules", 0, "")).counts()).isEmpty();
  }

  @Test
  void differencesTooManyToBeToldApartAreStillCounted() {
    for (int part = 0; part < 15; part++) {
      Map<String, Long> counts = new HashMap<>();
      counts.put("compared", 1_000L);
      for (int i = 0; i < 100; i++) {
        counts.put("path:/p" + part + "-" + i, 1L);
        counts.put("kind:/p" + part + "-" + i, 1L);
        counts.put("noise:/p" + part + "-" + i, 1L);
      }
      one.add(KEY, counts);
    }
    Map<String, Long> counts = one.read(KEY).counts();
    assertThat(counts).hasSizeLessThanOrEqualTo(4_010).containsEntry("compared", 15_000L);
    assertThat(sum(counts, "path:")).isEqualTo(1_500);
    assertThat(sum(counts, "kind:")).isEqualTo(1_500);
    assertThat(counts.get("path:(other)")).isPositive();
  }

  private static long sum(Map<String, Long> counts, String prefix) {
    return counts.entrySet().stream()
        .filter(count -> count.getKey().startsWith(prefix))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Test
  void allHearOfResetsAndBuilds() {
    assertThat(two.epochs()).isEmpty();
    one.reset("order");
    one.reset("order");
    one.builds("order", "b2");
    one.builds("other", "b1");
    assertThat(two.epochs())
        .containsOnly(
            Map.entry("order", new EvidenceStore.Epoch(2, "b2")),
            Map.entry("other", new EvidenceStore.Epoch(0, "b1")));
  }

  @Test
  void samplesAreCappedAndExpire() throws IOException {
    for (int i = 0; i < 100; i++) {
      one.keep(KEY, sample("/total", i));
    }
    two.keep(KEY, sample("/state", 1));
    List<DifferenceSample> kept = two.samples(KEY);
    assertThat(kept).extracting(DifferenceSample::path).contains("/total", "/state");
    assertThat(kept).hasSizeBetween(2, 6);
    for (String key : REDIS.ask("KEYS", "*")) {
      long left = Long.parseLong(REDIS.ask("PTTL", key).getFirst());
      assertThat(left).as(key).isPositive().isLessThanOrEqualTo(Duration.ofDays(7).toMillis());
    }
  }

  private static DifferenceSample sample(String path, int i) {
    return new DifferenceSample(
        path, "value", "1", Integer.toString(i), "GET /o/" + i, "curl a", "curl b", Instant.EPOCH);
  }

  @Test
  void oneInstanceDrivesAndAnotherTakesOverFromASilentOne() throws IOException {
    RedisDriverLease a = new RedisDriverLease(REDIS.link(), "test", "a");
    RedisDriverLease b = new RedisDriverLease(REDIS.link(), "test", "b");
    assertThat(Stream.of(a.hold(), b.hold(), a.hold(), b.hold()))
        .containsExactly(true, false, true, false);
    String key = REDIS.ask("KEYS", "*driver*").getFirst();
    assertThat(REDIS.ask("PEXPIRE", key, "50")).isNotEmpty();
    await().atMost(Duration.ofSeconds(10)).until(b::hold);
    assertThat(a.hold()).isFalse();
  }
}
