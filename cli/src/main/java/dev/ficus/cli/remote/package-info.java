/** Speaks with a gateway's admin API. */
@NullMarked
package dev.ficus.cli.remote;

import org.jspecify.annotations.NullMarked;
