package dev.ficus.gateway.boot;

import dev.ficus.gateway.redis.EmbeddedRedis;
import dev.ficus.gateway.redis.EmbeddedRedisException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the embedded Redis again when it has ended while the gateway runs; less and less often
 * while that is of no use, as on a disk that is full.
 */
final class EmbeddedRedisWatch implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedRedisWatch.class);
  private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(30).toNanos();

  /** Who has lived for so long was not revived in vain. */
  private static final long SETTLED = Duration.ofMinutes(1).toNanos();

  private final EmbeddedRedis redis;
  private final LongSupplier ticker;
  private long pause = FIRST_PAUSE;
  private long revivedAt;

  EmbeddedRedisWatch(EmbeddedRedis redis, LongSupplier ticker) {
    this.redis = redis;
    this.ticker = ticker;
    revivedAt = ticker.getAsLong() - SETTLED;
  }

  @Override
  public void run() {
    long since = ticker.getAsLong() - revivedAt;
    if (since < pause) {
      return;
    }
    try {
      if (redis.revive()) {
        log.warn("the embedded Redis had ended, and runs again (process {})", redis.pid());
        tried(since);
      }
    } catch (EmbeddedRedisException e) {
      log.warn("the embedded Redis has ended: {}", e.getMessage());
      tried(since);
    }
  }

  private void tried(long since) {
    pause = since >= SETTLED ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
    revivedAt = ticker.getAsLong();
  }
}
