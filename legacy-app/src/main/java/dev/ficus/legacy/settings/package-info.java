/** What an operator may set: where the data lies, which database, how slow the report is. */
@NullMarked
package dev.ficus.legacy.settings;

import org.jspecify.annotations.NullMarked;
