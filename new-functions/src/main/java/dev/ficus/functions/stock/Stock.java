package dev.ficus.functions.stock;

/** How many pieces of a product are there, and how many of them are promised to someone. */
record Stock(long productId, int available, int reserved) {}
