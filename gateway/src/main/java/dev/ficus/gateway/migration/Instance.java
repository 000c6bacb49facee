package dev.ficus.gateway.migration;

import java.time.Instant;

/**
 * A running gateway process, as it reports itself to the fleet.
 *
 * @param id random, for the life of the process
 * @param name host and port, for people
 * @param applied the revision that its requests are routed by
 * @param files a fingerprint of its route files' good versions
 * @param routes how many routes it knows
 * @param overrides how many routes it has rolled back by itself and not yet shared
 * @param seenAt its last heartbeat, by the shared store's clock
 */
public record Instance(
    String id,
    String name,
    String version,
    Instant startedAt,
    Revision applied,
    String files,
    int routes,
    int overrides,
    Instant seenAt) {}
