/**
 * What may happen to one forwarded request, as pure tables: failures, what the client gets for
 * them, whether the request may be sent again or to the other side, and which headers pass.
 */
@NullMarked
package dev.ficus.gateway.forwarding;

import org.jspecify.annotations.NullMarked;
