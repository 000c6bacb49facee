/** Requests as OpenTelemetry's spans, for those who set up where these go. */
@NullMarked
package dev.ficus.gateway.tracing;

import org.jspecify.annotations.NullMarked;
