package dev.ficus.gateway.route;

/** Routes that move together, and the settings they share. */
public record GroupSpec(Located<String> name, RouteSettings settings) {}
