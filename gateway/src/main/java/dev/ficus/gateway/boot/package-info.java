/** Properties, wiring and start-up. */
@NullMarked
package dev.ficus.gateway.boot;

import org.jspecify.annotations.NullMarked;
