package dev.ficus.gateway.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in a listing.
 *
 * @param attempts how many have been made
 * @param at since when it is dead or replaying, when its next attempt is due, when its lease
 *     lapses; null if it waits
 * @param reason how the last attempt failed
 */
public record MessageSummary(
    MessageId id,
    MessageState state,
    String method,
    String path,
    Instant receivedAt,
    long bytes,
    int attempts,
    @Nullable Instant at,
    @Nullable String reason) {}
