package dev.ficus.gateway.route;

import java.time.Duration;

/**
 * Bounds of the connections to an upstream.
 *
 * @param maxConnections open at once
 * @param maxPending requests that may wait for one
 * @param maxIdle how long an unused one is kept
 */
public record PoolSpec(int maxConnections, int maxPending, Duration maxIdle) {

  public static final PoolSpec DEFAULT = new PoolSpec(256, 512, Duration.ofSeconds(20));
}
