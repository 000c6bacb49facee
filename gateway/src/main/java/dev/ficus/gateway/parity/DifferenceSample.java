package dev.ficus.gateway.parity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request whose answers differed, with what is secret taken out.
 *
 * @param path where they differed
 * @param kind how, as {@link Difference#kind} says
 * @param legacy legacy's value; null if it has none
 * @param target the target's value; null if it has none
 * @param request method and path
 * @param askLegacy a line for a shell that asks legacy the same
 * @param askTarget a line for a shell that asks the target the same
 */
public record DifferenceSample(
    String path,
    String kind,
    @Nullable String legacy,
    @Nullable String target,
    String request,
    String askLegacy,
    String askTarget,
    Instant at) {}
