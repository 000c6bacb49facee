/** The tour: walks through the running demo, scene by scene. */
@NullMarked
package dev.ficus.cli.tour;

import org.jspecify.annotations.NullMarked;
