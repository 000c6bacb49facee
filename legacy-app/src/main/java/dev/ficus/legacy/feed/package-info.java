/** The live feed of the shop as server-sent events. */
@NullMarked
package dev.ficus.legacy.feed;

import org.jspecify.annotations.NullMarked;
