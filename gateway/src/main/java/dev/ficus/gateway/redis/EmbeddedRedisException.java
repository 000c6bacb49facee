package dev.ficus.gateway.redis;

import org.jspecify.annotations.Nullable;

/** The embedded Redis could not be started; the message says what is missing. */
public final class EmbeddedRedisException extends RuntimeException {

  public EmbeddedRedisException(String message) {
    this(message, null);
  }

  public EmbeddedRedisException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
