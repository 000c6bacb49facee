package dev.ficus.gateway.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of a request that was stored to be worked on later. */
public sealed interface StoredRequest {

  /** Nobody works on it yet. */
  record Accepted(Instant receivedAt) implements StoredRequest {}

  /**
   * At least one attempt has begun.
   *
   * @param attempts how many
   */
  record Processing(Instant receivedAt, int attempts) implements StoredRequest {}

  /** It has its result, until it expires. */
  record Done(Instant finishedAt, Instant expiresAt, StoredAnswer answer)
      implements StoredRequest {}

  /**
   * It was given up.
   *
   * @param answer the last one, if there was any
   */
  record Failed(Instant finishedAt, Instant expiresAt, String reason, @Nullable StoredAnswer answer)
      implements StoredRequest {}

  /** Its result has been thrown away. */
  record Expired() implements StoredRequest {}

  /** There is none of that id, or there was one long ago. */
  record Unknown() implements StoredRequest {}
}
