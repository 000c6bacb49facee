/**
 * Takes what is queued to where it belongs: to the side that its subscriber's stage says, guarded
 * by that side's circuit. All instances do; the queue's store sees to it that they share the work.
 */
@NullMarked
package dev.ficus.gateway.delivery;

import org.jspecify.annotations.NullMarked;
