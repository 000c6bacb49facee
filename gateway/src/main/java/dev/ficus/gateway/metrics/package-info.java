/** Micrometer's view of the gateway: the names of its meters, and the adapters that feed them. */
@NullMarked
package dev.ficus.gateway.metrics;

import org.jspecify.annotations.NullMarked;
