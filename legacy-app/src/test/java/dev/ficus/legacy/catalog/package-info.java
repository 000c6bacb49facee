/** The tests of the room that need no database. */
@NullMarked
package dev.ficus.legacy.catalog;

import org.jspecify.annotations.NullMarked;
