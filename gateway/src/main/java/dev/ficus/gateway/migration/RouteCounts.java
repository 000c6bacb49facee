package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.Side;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts and times what became of a route's requests on this instance, since it started; only when
 * legacy was last used is the fleet's. A request
 * touches three numbers, which for a fast success are neighbours: with thousands of routes what it
 * costs to count is how many lines of memory it takes, so there is no adder or timer for each.
 */
public final class RouteCounts {

  /** Status 1xx to 5xx, and 0 for anything else. */
  public static final int STATUS_CLASSES = 6;

  private static final int SUCCESS = 2;

  /** What answers are sorted by: their times in seconds, each bucket's own edge included. */
  private static final double[] EDGES = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private static final long[] EDGES_IN_NANOS =
      Arrays.stream(EDGES).mapToLong(edge -> Math.round(edge * 1e9)).toArray();

  private static final int BUCKETS = EDGES.length + 1;
  private static final int SERVER_ERROR = 5;
  private static final int FIRST_BUCKET = 2;
  private static final int SIZE = BUCKETS + STATUS_CLASSES * 2;
  private static final int FALLBACKS = 0;
  private static final int NO_KEY = 1;
  private static final int FAILED = 2;
  private static final VarHandle NUMBERS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final long PRECISION_MILLIS = 1_000;

  /** Told when the first answer of a kind is counted, on the thread that counts it. */
  @FunctionalInterface
  public interface FirstAnswers {
    FirstAnswers UNHEARD = (_, _, _) -> {};

    void first(RouteCounts counts, Side side, int statusClass);
  }

  private final String route;
  private final FirstAnswers firstAnswers;

  /**
   * For each class of status, 2xx first, how many answers legacy has given, and their nanoseconds
   * together; after the first class how many fell into each bucket of times, the fastest first.
   */
  private final long[] byLegacy = new long[SIZE];

  /** The same of the target, in a place of its own. */
  private final long[] byTarget = new long[SIZE];

  /** What is rare: fallbacks, requests without a key, and what each side has failed. */
  private final AtomicLongArray rare = new AtomicLongArray(FAILED + Side.values().length);

  private volatile long legacyAnsweredAt;
  private volatile long fellBackAt;

  /** What this instance has learned of the others, and of those before it. */
  private volatile LegacyUse fleets = LegacyUse.NEVER;

  RouteCounts(String route, FirstAnswers firstAnswers) {
    this.route = route;
    this.firstAnswers = firstAnswers;
  }

  /** The id of the route. */
  public String route() {
    return route;
  }

  /**
   * A side has answered a request.
   *
   * @param nanos how long that took
   * @param now in milliseconds since the epoch
   */
  public void answered(Side side, int status, long nanos, long now) {
    int statusClass = statusClass(status);
    int slot = slot(statusClass);
    long[] its = answers(side);
    var _ = (long) NUMBERS.getAndAdd(its, slot + 1, nanos);
    var _ = (long) NUMBERS.getAndAdd(its, FIRST_BUCKET + bucket(nanos), 1L);
    if ((long) NUMBERS.getAndAdd(its, slot, 1L) == 0) {
      firstAnswers.first(this, side, statusClass);
    }
    seen(side, now);
  }

  /** A side has not answered a request, or not to its end, and nobody did in its place. */
  public void failed(Side side) {
    rare.incrementAndGet(FAILED + side.ordinal());
  }

  /** A side has taken a message; {@code now} in milliseconds since the epoch. */
  public void delivered(Side side, long now) {
    var _ = (long) NUMBERS.getAndAdd(answers(side), slot(0), 1L);
    seen(side, now);
  }

  private void seen(Side side, long now) {
    // Not each time: to write is to take the line of memory away from the other cores.
    if (side == Side.LEGACY && now - legacyAnsweredAt > PRECISION_MILLIS) {
      legacyAnsweredAt = now;
    }
  }

  /** What a status is counted under. */
  public static int statusClass(int status) {
    return Math.clamp(status / 100, 0, STATUS_CLASSES - 1);
  }

  private long[] answers(Side side) {
    return side == Side.LEGACY ? byLegacy : byTarget;
  }

  private static int slot(int statusClass) {
    int place = Math.floorMod(statusClass - SUCCESS, STATUS_CLASSES);
    return place == 0 ? 0 : BUCKETS + place * 2;
  }

  private static int bucket(long nanos) {
    int bucket = 0;
    while (bucket < EDGES_IN_NANOS.length && nanos > EDGES_IN_NANOS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  /**
   * The target failed, and legacy was asked instead; {@code now} in milliseconds since the epoch.
   */
  public void fellBack(long now) {
    rare.incrementAndGet(FALLBACKS);
    fellBackAt = now;
  }

  /** A decision has been followed; a request of a canary that carried no key is counted. */
  public void decided(Decision decision) {
    if (decision.reason() == Reason.NO_KEY) {
      rare.incrementAndGet(NO_KEY);
    }
  }

  /** How many answers of a class of status a side has given. */
  public long count(Side side, int statusClass) {
    return (long) NUMBERS.getVolatile(answers(side), slot(statusClass));
  }

  /** How long they took together. */
  public long nanos(Side side, int statusClass) {
    return (long) NUMBERS.getVolatile(answers(side), slot(statusClass) + 1);
  }

  /**
   * The upper edges of the buckets of times in seconds; what is slower than the last has its own.
   */
  public static double[] latencyEdges() {
    return EDGES.clone();
  }

  /** How many of a side's answers fell into each bucket, the slower than all edges at the end. */
  public long[] latencies(Side side) {
    long[] counts = new long[BUCKETS];
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      counts[bucket] = (long) NUMBERS.getVolatile(answers(side), FIRST_BUCKET + bucket);
    }
    return counts;
  }

  /** How many requests a side has failed: with a status of 5xx, or without an answer. */
  public long errors(Side side) {
    return count(side, SERVER_ERROR) + rare.get(FAILED + side.ordinal());
  }

  /** How long all answers of a side took together. */
  public long nanos(Side side) {
    long sum = 0;
    for (int statusClass = 0; statusClass < STATUS_CLASSES; statusClass++) {
      sum += nanos(side, statusClass);
    }
    return sum;
  }

  private long all(Side side) {
    long sum = 0;
    for (int statusClass = 0; statusClass < STATUS_CLASSES; statusClass++) {
      sum += count(side, statusClass);
    }
    return sum;
  }

  public long legacy() {
    return all(Side.LEGACY);
  }

  public long target() {
    return all(Side.TARGET);
  }

  public long fallbacks() {
    return rare.get(FALLBACKS);
  }

  public long noKey() {
    return rare.get(NO_KEY);
  }

  /** When the fleet last used legacy, as far as this instance has heard. */
  public LegacyUse legacyUse() {
    return new LegacyUse(legacyAnsweredAt, fellBackAt).orLater(fleets);
  }

  /** Takes up what is known elsewhere; by one thread only. */
  public void learn(LegacyUse use) {
    fleets = fleets.orLater(use);
  }
}
