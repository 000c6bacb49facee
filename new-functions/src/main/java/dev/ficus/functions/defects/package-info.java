/** Faults to be switched on for a demo: a wrong rounding, a failing or a slow function. */
@NullMarked
package dev.ficus.functions.defects;

import org.jspecify.annotations.NullMarked;
