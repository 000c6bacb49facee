/** The function customers, with a store of its own that once was copied from the shop's. */
@NullMarked
package dev.ficus.functions.customers;

import org.jspecify.annotations.NullMarked;
