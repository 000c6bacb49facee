package dev.ficus.gateway.queue;

import java.time.Instant;

/**
 * A message that a subscriber will not get unless somebody replays it.
 *
 * @param reason why the last attempt failed
 */
public record DeadLetter(
    Message message, String subscriber, int attempts, Instant diedAt, String reason) {}
