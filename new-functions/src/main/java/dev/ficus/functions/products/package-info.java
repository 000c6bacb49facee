/** The function products: the catalogue, read only. */
@NullMarked
package dev.ficus.functions.products;

import org.jspecify.annotations.NullMarked;
