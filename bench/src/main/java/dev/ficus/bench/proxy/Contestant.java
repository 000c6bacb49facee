package dev.ficus.bench.proxy;

/**
 * A peer in a scenario.
 *
 * @param name which no other of the same contest has
 */
record Contestant(String name, Peer peer, Scenario scenario) {}
