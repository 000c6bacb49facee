/** The databases: the shop's, shared with the legacy app, and stores of a function's own. */
@NullMarked
package dev.ficus.functions.store;

import org.jspecify.annotations.NullMarked;
