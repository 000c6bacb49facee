/**
 * The function charges: charges a customer for an order. It calls the payment provider through the
 * gateway's internal port, whose circuit spares it a provider that is down.
 */
@NullMarked
package dev.ficus.functions.charges;

import org.jspecify.annotations.NullMarked;
