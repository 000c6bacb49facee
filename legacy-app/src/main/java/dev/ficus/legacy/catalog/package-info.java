/** The catalogue: products, their search, and the pages that show them. */
@NullMarked
package dev.ficus.legacy.catalog;

import org.jspecify.annotations.NullMarked;
