/** The function reports: the monthly report, slow by nature. */
@NullMarked
package dev.ficus.functions.reports;

import org.jspecify.annotations.NullMarked;
