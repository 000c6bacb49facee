/**
 * The shop monolith that Ficus strangles in its demo and its tests; one room for each feature.
 *
 * <p>The JSON endpoints are those of {@code docs/shop.md}; pages and oddities are the monolith's
 * own.
 */
@NullMarked
package dev.ficus.legacy;

import org.jspecify.annotations.NullMarked;
