package dev.ficus.gateway.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What a worker holds at present. Whether a lease still stands is counted on this process' own
 * ticker from before it was asked for, so that it ends here before it ends in the store.
 */
final class HeldLeases {

  /** What a renewal does not change. */
  private record Key(MessageId id, long epoch) {
    static Key of(Lease lease) {
      return new Key(lease.id(), lease.epoch());
    }
  }

  private record Held(Lease lease, Thread thread, long untilNanos, boolean lost) {}

  private final LongSupplier nanoTime;
  private final long durationNanos;
  private final Map<Key, Held> held = new ConcurrentHashMap<>();

  HeldLeases(LongSupplier nanoTime, Duration duration) {
    this.nanoTime = nanoTime;
    durationNanos = duration.toNanos();
  }

  void add(Lease lease, Thread thread, long askedAtNanos) {
    held.put(Key.of(lease), new Held(lease, thread, askedAtNanos + durationNanos, false));
  }

  void remove(Lease lease) {
    held.remove(Key.of(lease));
  }

  int count() {
    return held.size();
  }

  /** Those that are to be renewed. */
  List<Lease> standing() {
    return held.values().stream().filter(h -> !h.lost()).map(Held::lease).toList();
  }

  /** Whether nobody else can have been given the message meanwhile. */
  boolean stands(Lease lease) {
    Held mine = held.get(Key.of(lease));
    return mine != null && !mine.lost() && nanoTime.getAsLong() - mine.untilNanos() < 0;
  }

  /**
   * Takes over what the store has renewed.
   *
   * @return how many of those that were asked for are lost
   */
  int renewed(List<Lease> asked, List<Lease> kept, long askedAtNanos) {
    Map<Key, Lease> byKey = new HashMap<>();
    kept.forEach(lease -> byKey.put(Key.of(lease), lease));
    int lost = 0;
    for (Lease lease : asked) {
      // Those that have ended meanwhile are neither kept nor lost.
      Held before = held.get(Key.of(lease));
      if (before != null) {
        Lease renewed = byKey.get(Key.of(lease));
        Held after =
            renewed == null
                ? new Held(lease, before.thread(), before.untilNanos(), true)
                : new Held(renewed, before.thread(), askedAtNanos + durationNanos, false);
        if (held.replace(Key.of(lease), before, after) && after.lost()) {
          lost++;
        }
      }
    }
    return lost;
  }

  void interruptAll() {
    new ArrayList<>(held.values()).forEach(h -> h.thread().interrupt());
  }
}
