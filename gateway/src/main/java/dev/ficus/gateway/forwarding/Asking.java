package dev.ficus.gateway.forwarding;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, and by what name the gateway was reached.
 *
 * @param peer the address at the other end of the connection
 * @param believed whether that peer is a trusted proxy, whose word about its client counts
 * @param scheme of the connection
 * @param host the Host header, or null
 * @param outsideScheme what the client used, by a trusted proxy's word
 * @param outsideHost likewise, with its port if there was one
 */
public record Asking(
    String peer,
    boolean believed,
    String scheme,
    @Nullable String host,
    String outsideScheme,
    @Nullable String outsideHost) {}
