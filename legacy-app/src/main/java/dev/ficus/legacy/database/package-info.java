/** Where the shop's tables are: an H2 file that a second process may share, or PostgreSQL. */
@NullMarked
package dev.ficus.legacy.database;

import org.jspecify.annotations.NullMarked;
