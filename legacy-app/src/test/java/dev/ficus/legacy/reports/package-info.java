/** The tests of the room that need no database. */
@NullMarked
package dev.ficus.legacy.reports;

import org.jspecify.annotations.NullMarked;
