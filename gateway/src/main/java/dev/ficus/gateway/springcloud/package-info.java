/**
 * The entry through Spring Cloud Gateway: a handler mapping and a filter chain around the core's
 * decisions.
 */
@NullMarked
package dev.ficus.gateway.springcloud;

import org.jspecify.annotations.NullMarked;
