package dev.ficus.gateway.queue;

import java.util.List;

/** What setting the subscribers of a route has changed, by name. */
public record SubscriptionChange(List<String> added, List<String> returned, List<String> detached) {

  public SubscriptionChange {
    added = List.copyOf(added);
    returned = List.copyOf(returned);
    detached = List.copyOf(detached);
  }

  public boolean isEmpty() {
    return added.isEmpty() && returned.isEmpty() && detached.isEmpty();
  }
}
