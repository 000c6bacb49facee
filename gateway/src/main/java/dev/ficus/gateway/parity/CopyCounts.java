package dev.ficus.gateway.parity;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What has come of the copies of one route's requests on this instance since it started, whatever
 * its stage; and how many are under way.
 */
public final class CopyCounts {

  /** What a comparison has found. */
  public enum Result {
    /** Alike, or different only as legacy is from itself. */
    EQUAL,
    DIFFERENT,
    /** The copy was not answered, and the request itself was. */
    UNANSWERED;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
      return word;
    }
  }

  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLongArray compared = new AtomicLongArray(Result.values().length);
  private final AtomicLongArray dropped = new AtomicLongArray(Drop.values().length);

  boolean begin(int most) {
    int now;
    do {
      now = underWay.get();
      if (now >= most) {
        return false;
      }
    } while (!underWay.compareAndSet(now, now + 1));
    return true;
  }

  void end() {
    underWay.decrementAndGet();
  }

  void compared(boolean equal) {
    compared.incrementAndGet((equal ? Result.EQUAL : Result.DIFFERENT).ordinal());
  }

  void unanswered() {
    compared.incrementAndGet(Result.UNANSWERED.ordinal());
  }

  void drop(Drop why) {
    dropped.incrementAndGet(why.ordinal());
  }

  public int underWay() {
    return underWay.get();
  }

  public long compared(Result result) {
    return compared.get(result.ordinal());
  }

  public long dropped(Drop why) {
    return dropped.get(why.ordinal());
  }
}
