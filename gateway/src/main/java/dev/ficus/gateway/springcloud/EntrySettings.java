package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.TrustedProxies;

/**
 * What an operator may set about this entry.
 *
 * @param debugHeaders whether responses name their route, side and stage
 * @param internalPort the port of internal routes; 0 picks a free one, negative has none
 */
public record EntrySettings(
    boolean debugHeaders,
    TrustedProxies trustedProxies,
    String internalAddress,
    int internalPort) {}
