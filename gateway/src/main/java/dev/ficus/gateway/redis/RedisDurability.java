package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether Redis could lose what it has confirmed, by its own settings; read again now and then. */
public final class RedisDurability {

  private static final Duration FRESH = Duration.ofSeconds(5);

  private final RedisLink link;
  private final LongSupplier ticker;
  private volatile @Nullable Known known;

  private record Known(@Nullable String risk, long atNanos) {}

  /**
   * @param ticker monotonic nanoseconds
   */
  public RedisDurability(RedisLink link, LongSupplier ticker) {
    this.link = link;
    this.ticker = ticker;
  }

  /** Why it could, or null if it would not. Waits for Redis when what is known is old. */
  public @Nullable String risk() {
    Known now = known;
    long nanos = ticker.getAsLong();
    if (now == null || nanos - now.atNanos() > FRESH.toNanos()) {
      now = new Known(read(), nanos);
      known = now;
    }
    return now.risk();
  }

  private @Nullable String read() {
    List<String> risks = new ArrayList<>();
    try {
      String persistence = link.read(c -> c.info("persistence"));
      if (!persistence.contains("aof_enabled:1")) {
        risks.add("appendonly is off (expected: yes)");
      } else {
        expect("appendfsync", "always", risks);
      }
      expect("maxmemory-policy", "noeviction", risks);
    } catch (StoreUnavailableException e) {
      return "Redis' settings cannot be read: " + e.getMessage();
    }
    return risks.isEmpty() ? null : String.join(", ", risks);
  }

  private void expect(String setting, String value, List<String> risks) {
    Map<String, String> found = link.read(c -> c.configGet(setting));
    String is = found.getOrDefault(setting, "unknown");
    if (!is.equals(value)) {
      risks.add(setting + " is " + is + " (expected: " + value + ")");
    }
  }
}
