/** Orders: placing, reading and cancelling them, and what they cost. */
@NullMarked
package dev.ficus.legacy.orders;

import org.jspecify.annotations.NullMarked;
