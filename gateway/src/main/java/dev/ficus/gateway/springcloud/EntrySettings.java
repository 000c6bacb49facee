package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.TrustedProxies;
import java.time.Duration;

/**
 * What an operator may set about this entry.
 *
 * @param debugHeaders whether responses name their route, side and stage
 * @param internalPort the port of internal routes; 0 picks a free one, negative has none
 * @param maxBody of a request over HTTP/2, in bytes; 0 is unlimited
 * @param bodyPatience how long the body of such a request may pause
 */
public record EntrySettings(
    boolean debugHeaders,
    TrustedProxies trustedProxies,
    String internalAddress,
    int internalPort,
    long maxBody,
    Duration bodyPatience) {}
