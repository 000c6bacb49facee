/** The host process: starts the shop's new functions, all of them or the ones it is told to. */
@NullMarked
package dev.ficus.functions;

import org.jspecify.annotations.NullMarked;
