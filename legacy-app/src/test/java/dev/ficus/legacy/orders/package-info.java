/** The tests of orders that need no database. */
@NullMarked
package dev.ficus.legacy.orders;

import org.jspecify.annotations.NullMarked;
