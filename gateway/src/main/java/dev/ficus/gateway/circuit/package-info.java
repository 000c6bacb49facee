/**
 * Circuits: the fleet's shared state of calls to each upstream, what this instance knows of it, and
 * whether a call may be made; with it the ledger of failed requests.
 */
@NullMarked
package dev.ficus.gateway.circuit;

import org.jspecify.annotations.NullMarked;
