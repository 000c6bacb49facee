/** The dashboard's files, which a browser gets from the management port without a token. */
@NullMarked
package dev.ficus.gateway.dashboard;

import org.jspecify.annotations.NullMarked;
