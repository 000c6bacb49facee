package dev.ficus.legacy.customers;

/** Someone who buys. */
public record Customer(long id, String name, String email, String city) {}
