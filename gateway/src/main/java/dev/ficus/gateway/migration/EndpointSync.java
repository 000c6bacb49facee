package dev.ficus.gateway.migration;

import dev.ficus.gateway.migration.UnclaimedEndpoints.Endpoint;
import java.util.ArrayList;
import java.util.List;

/** Tells the store, again and again, what this instance has seen of unclaimed endpoints. */
public final class EndpointSync {

  private static final int MOST_PENDING = 10_000;

  private final UnclaimedEndpoints endpoints;
  private final EndpointStore store;
  private final List<Endpoint> pending = new ArrayList<>();

  public EndpointSync(UnclaimedEndpoints endpoints, EndpointStore store) {
    this.endpoints = endpoints;
    this.store = store;
  }

  /** Tells what is new. Blocking; by one thread only. What cannot be told is told later. */
  public void run() {
    pending.addAll(endpoints.take());
    if (pending.size() > MOST_PENDING) {
      pending.subList(0, pending.size() - MOST_PENDING).clear();
    }
    if (!pending.isEmpty()) {
      store.add(List.copyOf(pending));
      pending.clear();
    }
  }
}
