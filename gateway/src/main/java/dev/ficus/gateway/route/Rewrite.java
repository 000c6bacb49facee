package dev.ficus.gateway.route;

/** placeholder. */
public final class Rewrite {}
