package dev.ficus.gateway.redis;

import dev.ficus.gateway.circuit.CircuitKey;
import dev.ficus.gateway.parity.EvidenceKey;
import dev.ficus.gateway.queue.MessageId;

/**
 * The names of all keys. Each begins with the product and the fleet, and the fleet is the hash tag:
 * on a Redis Cluster all of them lie in one slot, so that one script may touch several. Only the
 * queues have a tag for each route, so that they spread over the nodes.
 */
final class RedisKeys {

  private final String prefix;
  private final String fleet;

  RedisKeys(String fleet) {
    if (fleet.isBlank() || fleet.indexOf('{') >= 0 || fleet.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          "ficus.fleet: '" + fleet + "' (expected: a name without braces)");
    }
    this.fleet = fleet;
    prefix = "ficus:{" + fleet + "}:";
  }

  /** A hash: {@code #rev}, {@code #id}, {@code #parent}, {@code #v}, and a field for each route. */
  String routing() {
    return prefix + "routing";
  }

  /** A stream, capped. */
  String audit() {
    return prefix + "audit";
  }

  /** A sorted set of instance ids by their last heartbeat, in milliseconds. */
  String heartbeats() {
    return prefix + "heartbeats";
  }

  /** A hash of what each instance says of itself. */
  String instances() {
    return prefix + "instances";
  }

  /** A hash of admin tokens by name. */
  String tokens() {
    return prefix + "tokens";
  }

  /** The channel on which new revisions are told. */
  String revisions() {
    return prefix + "revisions";
  }

  /** A hash: {@code #id}, {@code #v}, and a field for each circuit that has a history. */
  String circuits() {
    return prefix + "circuits";
  }

  /** A hash of calls by when their bucket began; gone when the last has left the window. */
  String calls(CircuitKey key) {
    return prefix + "calls:" + key;
  }

  /** The channel on which changed circuits are told. */
  String circuitChanges() {
    return prefix + "circuit-changes";
  }

  /** A stream, capped and expiring. */
  String failures() {
    return prefix + "failures";
  }

  /** The id of the instance that drives plans, expiring. */
  String driver() {
    return prefix + "driver";
  }

  /** A hash of counts, expiring. */
  String evidence(EvidenceKey key) {
    return prefix + "evidence:" + suffix(key);
  }

  /** A hash of samples of differences, expiring. */
  String samples(EvidenceKey key) {
    return prefix + "samples:" + suffix(key);
  }

  /** A hash: how often each endpoint that no route claims was asked for. */
  String endpoints() {
    return prefix + "endpoints";
  }

  /** A hash: when each of them was asked for last. */
  String endpointTimes() {
    return prefix + "endpoint-times";
  }

  /** A hash: when legacy last answered for each route. */
  String legacyAnswers() {
    return prefix + "legacy-answers";
  }

  /** A hash: when each route last fell back to legacy. */
  String fallbacks() {
    return prefix + "fallbacks";
  }

  /** A hash: how often each route's evidence was thrown away, and its target's build. */
  String evidenceEpochs() {
    return prefix + "evidence-epochs";
  }

  private static String suffix(EvidenceKey key) {
    return String.join(
        ":",
        key.route(),
        Long.toString(key.revision()),
        key.fingerprint(),
        Long.toString(key.reset()),
        key.build());
  }

  /** A hash: the kind of each route's queue. */
  String queues() {
    return prefix + "queues";
  }

  /** What all keys of a route's queue begin with; {@code queue.lua} says how they go on. */
  String queue(String route) {
    return "ficus:" + fleet + ":" + MessageId.hashTag(route) + ":";
  }
}
