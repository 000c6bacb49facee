package dev.ficus.gateway.parity;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

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

  private static final long SECOND = 1_000_000_000L;

  /** How much later places come back while all copies fail. */
  private static final int WHILE_ALL_FAIL = 16;

  private final CopyRoom room;
  private final LongSupplier ticker;

  /** Places of copies that failed, which come back one after the other. */
  private final AtomicInteger resting = new AtomicInteger();

  /** How many have failed since one ended otherwise. */
  private final AtomicInteger inARow = new AtomicInteger();

  private final AtomicLong nextRested;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLongArray compared = new AtomicLongArray(Result.values().length);
  private final AtomicLongArray dropped = new AtomicLongArray(Drop.values().length);

  /**
   * @param ticker monotonic nanoseconds
   */
  CopyCounts(CopyRoom room, LongSupplier ticker) {
    this.room = room;
    this.ticker = ticker;
    nextRested = new AtomicLong(ticker.getAsLong());
  }

  /**
   * Whether there is room for one more.
   *
   * @param most at once
   * @param bytes that it may need
   */
  boolean begin(int most, long bytes) {
    if (resting.get() > 0) {
      takeBack(most);
    }
    int now;
    do {
      now = underWay.get();
      if (now >= most) {
        return false;
      }
    } while (!underWay.compareAndSet(now, now + 1));
    if (room.reserve(bytes)) {
      return true;
    }
    underWay.decrementAndGet();
    return false;
  }

  /**
   * One has ended.
   *
   * @param bytes that it had reserved
   */
  void end(long bytes) {
    if (inARow.get() > 0) {
      inARow.set(0);
    }
    underWay.decrementAndGet();
    room.free(bytes);
  }

  /**
   * One has failed. To call a target that fails at once costs more than to call one that hangs, so
   * its place comes back later: as many in a second as may be under way, one after the other. Once that
   * many have failed in a row, a sixteenth of that, but at least one. A few failures cost nothing.
   *
   * @param bytes that it had reserved
   */
  void fail(long bytes) {
    inARow.incrementAndGet();
    resting.incrementAndGet();
    room.free(bytes);
  }

  private void takeBack(int most) {
    long now = ticker.getAsLong();
    long due = nextRested.get();
    if (now - due < 0) {
      return;
    }
    long pause = SECOND / most;
    if (inARow.get() >= most) {
      pause = Math.min(SECOND, pause * WHILE_ALL_FAIL);
    }
    if (nextRested.compareAndSet(due, now + pause)) {
      resting.decrementAndGet();
      underWay.decrementAndGet();
    }
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
