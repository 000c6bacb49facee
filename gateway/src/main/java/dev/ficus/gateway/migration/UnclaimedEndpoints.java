package dev.ficus.gateway.migration;

import dev.ficus.gateway.route.PathTemplate;
import dev.ficus.gateway.route.RequestHead;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that no route claims and the default upstream answers, as path templates with
 * counts. Memory is bounded: where too many meet, the one asked for least makes room, so that what
 * is asked for often stays. A request that meets a known endpoint makes no object.
 */
public final class UnclaimedEndpoints {

  private static final int SLOTS = 4_096;
  private static final int NEIGHBOURS = 8;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int LONGEST = 300;
  private static final long PRECISION_MILLIS = 1_000;

  private final AtomicReferenceArray<@Nullable Seen> slots = new AtomicReferenceArray<>(SLOTS);

  /**
   * An endpoint.
   *
   * @param requests since the last time somebody took it
   * @param lastSeen in milliseconds since the epoch
   */
  public record Endpoint(String method, String path, long requests, long lastSeen) {}

  private static final class Seen {
    private static final VarHandle COUNT;

    static {
      try {
        COUNT = MethodHandles.lookup().findVarHandle(Seen.class, "count", long.class);
      } catch (ReflectiveOperationException impossible) {
        throw new ExceptionInInitializerError(impossible);
      }
    }

    private final long hash;
    private final String method;
    private final String path;

    private volatile long count;
    private volatile long taken;
    private volatile long lastSeen;

    Seen(long hash, String method, String path, long now) {
      this.hash = hash;
      this.method = method;
      this.path = path;
      count = 1;
      lastSeen = now;
    }

    void add(long now) {
      var _ = (long) COUNT.getAndAdd(this, 1L);
      if (now - lastSeen > PRECISION_MILLIS) {
        lastSeen = now;
      }
    }

    long fresh() {
      return count - taken;
    }
  }

  /**
   * The default upstream has answered; what it knows nothing of is no endpoint.
   *
   * @param now in milliseconds since the epoch
   */
  public void answered(RequestHead request, int status, long now) {
    if (status != NOT_FOUND && status != NOT_ALLOWED) {
      seen(request.method(), request.rawPath(), now);
    }
  }

  void seen(String method, String rawPath, long now) {
    long hash = PathTemplate.hash(method, rawPath);
    int first = (int) (hash ^ hash >>> 32) & SLOTS - 1;
    int least = first;
    long leastFresh = Long.MAX_VALUE;
    for (int i = 0; i < NEIGHBOURS; i++) {
      int slot = first + i & SLOTS - 1;
      Seen there = slots.get(slot);
      if (there == null) {
        put(slot, null, hash, method, rawPath, now);
        return;
      }
      if (there.hash == hash) {
        there.add(now);
        return;
      }
      if (there.fresh() < leastFresh) {
        leastFresh = there.fresh();
        least = slot;
      }
    }
    put(least, slots.get(least), hash, method, rawPath, now);
  }

  private void put(
      int slot, @Nullable Seen instead, long hash, String method, String rawPath, long now) {
    if (rawPath.length() > LONGEST) {
      return;
    }
    Seen seen = new Seen(hash, method, PathTemplate.of(rawPath), now);
    // Who loses the race loses one count.
    var _ = slots.compareAndSet(slot, instead, seen);
  }

  /** What has been seen since the last time; by one thread only. */
  public List<Endpoint> take() {
    List<Endpoint> taken = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      Seen seen = slots.get(i);
      if (seen != null) {
        long count = seen.count;
        long fresh = count - seen.taken;
        if (fresh > 0) {
          seen.taken = count;
          taken.add(new Endpoint(seen.method, seen.path, fresh, seen.lastSeen));
        }
      }
    }
    return taken;
  }
}
