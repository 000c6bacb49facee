/**
 * The admin API on the management port: routes, cutovers, configuration, fleet, audit and tokens.
 */
@NullMarked
package dev.ficus.gateway.admin;

import org.jspecify.annotations.NullMarked;
