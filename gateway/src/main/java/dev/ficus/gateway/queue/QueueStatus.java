package dev.ficus.gateway.queue;

import java.util.List;

/**
 * How a route's queue is doing.
 *
 * @param messages that are not done by all
 * @param bytes that count for its capacity
 * @param accepted since the queue is known
 */
public record QueueStatus(
    long messages, long bytes, long accepted, List<SubscriberStatus> subscribers) {

  public QueueStatus {
    subscribers = List.copyOf(subscribers);
  }
}
