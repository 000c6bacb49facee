/**
 * Storage-first requests: stored, confirmed, worked on later; the result is kept and fetched. A
 * stored request is a message of the route's queue, whose one subscriber is {@link
 * dev.ficus.gateway.storagefirst.StoreIntake#SUBSCRIBER}.
 */
@NullMarked
package dev.ficus.gateway.storagefirst;

import org.jspecify.annotations.NullMarked;
