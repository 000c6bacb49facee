package dev.ficus.gateway.parity;

import dev.ficus.gateway.route.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What one instance has counted for one key and not yet handed over. Any thread may count. */
final class Counters {

  private static final int MOST_KINDS = 1_000;

  private final EvidenceKey key;
  private final AtomicLongArray legacy = new AtomicLongArray(Latencies.BUCKETS);
  private final AtomicLongArray target = new AtomicLongArray(Latencies.BUCKETS);
  private final LongAdder legacyErrors = new LongAdder();
  private final LongAdder targetErrors = new LongAdder();
  private final Map<String, Long> named = new ConcurrentHashMap<>();

  /** Whether anything has been counted since it was last drained. */
  private volatile boolean touched;

  Counters(EvidenceKey key) {
    this.key = key;
  }

  EvidenceKey key() {
    return key;
  }

  private void touch() {
    if (!touched) {
      touched = true;
    }
  }

  void answered(Side side, long nanos) {
    (side == Side.LEGACY ? legacy : target).getAndIncrement(Latencies.bucket(nanos));
    touch();
  }

  void failed(Side side) {
    (side == Side.LEGACY ? legacyErrors : targetErrors).increment();
    touch();
  }

  void count(String name) {
    String its = named.size() < MOST_KINDS || named.containsKey(name) ? name : bounded(name);
    add(its, 1);
  }

  private static String bounded(String name) {
    if (name.startsWith(EvidenceFields.KIND)) {
      return EvidenceFields.OTHER_KIND;
    }
    if (name.startsWith(EvidenceFields.PATH)) {
      return EvidenceFields.path(Evidence.OTHER);
    }
    return name.startsWith(EvidenceFields.NOISE_PATH)
        ? EvidenceFields.noisePath(Evidence.OTHER)
        : name;
  }

  private void add(String name, long count) {
    named.merge(name, count, Long::sum);
    touch();
  }

  /** Takes what has been counted; empty if nothing has. */
  Map<String, Long> drain() {
    if (!touched) {
      return Map.of();
    }
    touched = false;
    Map<String, Long> counts = new HashMap<>();
    drain(Side.LEGACY, legacy, counts);
    drain(Side.TARGET, target, counts);
    put(EvidenceFields.errors(Side.LEGACY), legacyErrors.sumThenReset(), counts);
    put(EvidenceFields.errors(Side.TARGET), targetErrors.sumThenReset(), counts);
    for (String name : List.copyOf(named.keySet())) {
      Long count = named.remove(name);
      put(name, count == null ? 0 : count, counts);
    }
    return counts;
  }

  private static void drain(Side side, AtomicLongArray buckets, Map<String, Long> counts) {
    for (int i = 0; i < Latencies.BUCKETS; i++) {
      if (buckets.getPlain(i) != 0) {
        put(EvidenceFields.bucket(side, i), buckets.getAndSet(i, 0), counts);
      }
    }
  }

  private static void put(String name, long count, Map<String, Long> counts) {
    if (count != 0) {
      counts.put(name, count);
    }
  }

  /** Takes back what could not be handed over. */
  void restore(Map<String, Long> counts) {
    counts.forEach(this::restore);
  }

  private void restore(String name, long count) {
    for (Side side : Side.values()) {
      String prefix = side.word() + ":";
      if (name.equals(EvidenceFields.errors(side))) {
        (side == Side.LEGACY ? legacyErrors : targetErrors).add(count);
        touch();
        return;
      }
      if (name.startsWith(prefix)) {
        int bucket = Integer.parseInt(name.substring(prefix.length()));
        (side == Side.LEGACY ? legacy : target).addAndGet(bucket, count);
        touch();
        return;
      }
    }
    add(name, count);
  }
}
