/** The function search: finds products by a word. */
@NullMarked
package dev.ficus.functions.search;

import org.jspecify.annotations.NullMarked;
