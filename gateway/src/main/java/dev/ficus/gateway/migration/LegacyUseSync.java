package dev.ficus.gateway.migration;

import java.util.HashMap;
import java.util.Map;

/**
 * Makes the last use of legacy the fleet's: tells what this instance has seen at once, learns now
 * and then what others have. Should the store have lost it, any instance that knows puts it back.
 */
public final class LegacyUseSync {

  /** All routes are read: not each time. */
  private static final int RUNS_BETWEEN_READS = 5;

  private final Routing routing;
  private final LegacyUseStore store;
  private Map<String, LegacyUse> kept = Map.of();
  private int runs;

  public LegacyUseSync(Routing routing, LegacyUseStore store) {
    this.routing = routing;
    this.store = store;
  }

  /** Blocking; by one thread only. What cannot be told is told later. */
  public void run() {
    if (runs == 0) {
      kept = new HashMap<>(store.all());
    }
    Map<String, LegacyUse> news = new HashMap<>();
    for (RouteCounts counts : routing.counts()) {
      LegacyUse fleets = kept.getOrDefault(counts.route(), LegacyUse.NEVER);
      counts.learn(fleets);
      LegacyUse known = counts.legacyUse();
      if (known.isBeyond(fleets)) {
        news.put(counts.route(), known);
      }
    }
    if (!news.isEmpty()) {
      store.raise(news);
      kept.putAll(news);
    }
    runs = (runs + 1) % RUNS_BETWEEN_READS;
  }
}
