/** Local breakers for the time that the shared store cannot be reached, made by Resilience4j. */
@NullMarked
package dev.ficus.gateway.resilience;

import org.jspecify.annotations.NullMarked;
