package dev.ficus.gateway.redis;

/** Everything that a fleet keeps in Redis, over one link. */
public record RedisStores(
    RedisRoutingStore routing,
    RedisFleet fleet,
    RedisAuditLog audit,
    RedisTokens tokens,
    RedisCircuitStore circuits,
    RedisFailureLedger failures,
    RedisEvidence evidence,
    RedisEndpoints endpoints,
    RedisLegacyUse legacyUse,
    RedisQueueIndex queues) {

  /**
   * @param fleet its name: those who say the same one share everything
   */
  public static RedisStores of(RedisLink link, String fleet) {
    return new RedisStores(
        new RedisRoutingStore(link, fleet),
        new RedisFleet(link, fleet),
        new RedisAuditLog(link, fleet),
        new RedisTokens(link, fleet),
        new RedisCircuitStore(link, fleet),
        new RedisFailureLedger(link, fleet),
        new RedisEvidence(link, fleet),
        new RedisEndpoints(link, fleet),
        new RedisLegacyUse(link, fleet),
        new RedisQueueIndex(link, fleet));
  }
}
