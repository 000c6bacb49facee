/**
 * The entry for plain routes and the default upstream: it forwards HTTP/1.1 on the Netty channel
 * itself, byte for byte, and hands every other request on to the entry behind it.
 *
 * <p>A {@link dev.ficus.gateway.relay.ClientConnection} reads requests; each becomes an {@link
 * dev.ficus.gateway.relay.Exchange}, which asks one side after the other by a {@link
 * dev.ficus.gateway.relay.SideCall}. That asks an {@link dev.ficus.gateway.relay.UpstreamPool} for
 * an {@link dev.ficus.gateway.relay.UpstreamConnection} on the same event loop. So nothing here is
 * ever touched by two threads, but for what says so.
 */
@NullMarked
package dev.ficus.gateway.relay;

import org.jspecify.annotations.NullMarked;
