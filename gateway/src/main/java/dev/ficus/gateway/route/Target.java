package dev.ficus.gateway.route;

/** Where a route is going, compiled. */
public sealed interface Target {

  record ToUpstream(Upstream upstream) implements Target {}

  record Respond(FixedResponse response) implements Target {}
}
