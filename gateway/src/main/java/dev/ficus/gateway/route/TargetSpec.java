package dev.ficus.gateway.route;

/** Where a route is going: an upstream, or an answer of the gateway's own. */
public sealed interface TargetSpec {

  record ToUpstream(String name) implements TargetSpec {}

  record Respond(FixedResponse response) implements TargetSpec {}
}
