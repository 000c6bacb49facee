/** The function orders: places, reads and cancels orders. */
@NullMarked
package dev.ficus.functions.orders;

import org.jspecify.annotations.NullMarked;
