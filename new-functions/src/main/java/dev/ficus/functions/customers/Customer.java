package dev.ficus.functions.customers;

/** Somebody who buys in the shop. */
record Customer(long id, String name, String email, String city) {}
