package dev.ficus.gateway.queue;

import java.time.Duration;

/**
 * How a subscriber is doing.
 *
 * @param attached whether it is in the file; one that is not keeps its backlog
 * @param done how many it has finished since it is known
 * @param oldestWaiting how long the first of those that wait has waited; zero if none does
 */
public record SubscriberStatus(
    String name,
    boolean attached,
    boolean paused,
    long waiting,
    long leased,
    long retrying,
    long dead,
    long replaying,
    long done,
    Duration oldestWaiting) {

  /** What is left to be done. */
  public long backlog() {
    return waiting + leased + retrying + replaying;
  }
}
