/** The tests of the room that need no database. */
@NullMarked
package dev.ficus.legacy.settings;

import org.jspecify.annotations.NullMarked;
