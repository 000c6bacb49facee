package dev.ficus.functions.answers;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.UUID;

/**
 * An answer with the shop's natural noise beside its own fields, which no two answers share.
 *
 * @param body the answer's own fields, written beside the other two
 * @param generatedAt when this answer was made
 * @param requestId a fresh id for each answer
 */
public record Answer<T>(@JsonUnwrapped T body, Instant generatedAt, String requestId) {

  /** The answer, made now, under a fresh id. */
  public static <T> Answer<T> of(T body, Instant now) {
    return new Answer<>(body, now, UUID.randomUUID().toString());
  }
}
