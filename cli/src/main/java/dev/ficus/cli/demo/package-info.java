/**
 * The demo: a monolith, the functions that replace it and the gateway, started and stopped as one.
 */
@NullMarked
package dev.ficus.cli.demo;

import org.jspecify.annotations.NullMarked;
