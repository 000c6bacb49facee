/** The customers and their addresses. */
@NullMarked
package dev.ficus.legacy.customers;

import org.jspecify.annotations.NullMarked;
