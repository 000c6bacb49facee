/** The function stock: reads and adjusts what lies on the shelf. */
@NullMarked
package dev.ficus.functions.stock;

import org.jspecify.annotations.NullMarked;
