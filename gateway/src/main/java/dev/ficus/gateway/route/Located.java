package dev.ficus.gateway.route;

/** A value, and where a file says it. */
public record Located<T>(T value, Position where) {}
