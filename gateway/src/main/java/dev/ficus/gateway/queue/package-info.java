/**
 * The durable queue: what is accepted for later, who it is for, and the loop that delivers it. One
 * engine serves webhook and storage-first routes. Its words:
 *
 * <ul>
 *   <li>a {@linkplain dev.ficus.gateway.queue.Message message} is stored once and is done when each
 *       {@linkplain dev.ficus.gateway.queue.SubscriberPolicy subscriber} of it is done;
 *   <li>whoever works on one holds a {@linkplain dev.ficus.gateway.queue.Lease lease}, which lapses
 *       when its holder falls silent;
 *   <li>each attempt ends with a {@linkplain dev.ficus.gateway.queue.DeliveryVerdict verdict};
 *   <li>one whose attempts are used up is a {@linkplain dev.ficus.gateway.queue.MessageState#DEAD
 *       dead letter};
 *   <li>a {@linkplain dev.ficus.gateway.queue.StoredRequest stored request} is a message with a
 *       result.
 * </ul>
 */
@NullMarked
package dev.ficus.gateway.queue;

import org.jspecify.annotations.NullMarked;
