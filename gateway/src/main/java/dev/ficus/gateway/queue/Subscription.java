package dev.ficus.gateway.queue;

/**
 * That a subscriber belongs to a route.
 *
 * @param from where one that is new begins; one that comes back goes on where it was
 */
public record Subscription(String name, From from) {

  /** Where a new subscriber begins. */
  public enum From {
    NOW,
    /** With what others have not finished and nobody has overtaken. */
    OLDEST
  }

  public Subscription {
    Names.check("subscriber", name);
  }
}
