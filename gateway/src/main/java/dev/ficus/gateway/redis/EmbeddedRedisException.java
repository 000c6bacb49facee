package dev.ficus.gateway.redis;

import org.jspecify.annotations.Nullable;

/** The embedded Redis cannot be had; the message says what is missing. */
public final class EmbeddedRedisException extends RuntimeException {

  EmbeddedRedisException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
