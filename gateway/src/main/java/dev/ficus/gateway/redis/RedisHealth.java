package dev.ficus.gateway.redis;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether Redis answers, as the last command found it; costs nothing to ask.
 *
 * @param downSince null while it answers; before the first answer, since this process tries
 * @param lastError the latest trouble, kept after it is over; null if there was none
 */
public record RedisHealth(
    boolean connected, @Nullable Instant downSince, @Nullable String lastError) {

  RedisHealth up() {
    return connected ? this : new RedisHealth(true, null, lastError);
  }

  RedisHealth down(Instant now, String error) {
    return new RedisHealth(false, downSince == null ? now : downSince, error);
  }
}
