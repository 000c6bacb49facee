package dev.ficus.legacy.answers;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.UUID;

/**
 * An answer with the noise that every answer of a grown system carries: the same question asked
 * twice gets two different bodies.
 *
 * @param answer what was asked for; its fields stand next to the other two
 */
public record Stamped<T>(@JsonUnwrapped T answer, Instant generatedAt, UUID requestId) {}
