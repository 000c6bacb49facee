/** How many pieces of a product lie in the warehouse. */
@NullMarked
package dev.ficus.legacy.stock;

import org.jspecify.annotations.NullMarked;
