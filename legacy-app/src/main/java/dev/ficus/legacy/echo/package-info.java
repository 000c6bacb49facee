/** A mirror for tests: what arrived at the shop, byte for byte where that matters. */
@NullMarked
package dev.ficus.legacy.echo;

import org.jspecify.annotations.NullMarked;
