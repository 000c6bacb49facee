/** The monthly report, which is slow because the monolith always was. */
@NullMarked
package dev.ficus.legacy.reports;

import org.jspecify.annotations.NullMarked;
