package dev.ficus.gateway.route;

/** A route as a file says it, before defaults, groups and upstreams are brought together. */
public record RouteSpec(Located<String> id, Located<MatchSpec> match, RouteSettings settings) {}
