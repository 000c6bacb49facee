/**
 * HTTP/1 messages as bytes (RFC 9112): where in a head everything stands, and where a body ends.
 * Requests are read strictly, because two servers that read one request in two ways are an
 * attacker's tool; responses are read as old servers write them.
 */
@NullMarked
package dev.ficus.gateway.http1;

import org.jspecify.annotations.NullMarked;
