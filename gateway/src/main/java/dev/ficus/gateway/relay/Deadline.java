package dev.ficus.gateway.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A time limit that is set anew far more often than it expires: setting it is a plain write, and
 * one timer looks now and then whether the time has come.
 */
final class Deadline implements Runnable {

  private final EventLoop loop;
  private final Runnable expired;
  private @Nullable Future<?> timer;
  private boolean set;
  private long at;
  private long timerAt;

  /**
   * @param expired runs on the loop
   */
  Deadline(EventLoop loop, Runnable expired) {
    this.loop = loop;
    this.expired = expired;
  }

  /** Expires after some time from now, unless it is set or cleared before; zero clears it. */
  void in(Duration time) {
    if (time.isZero()) {
      clear();
    } else {
      at(System.nanoTime() + time.toNanos());
    }
  }

  /** Expires at a moment of {@link System#nanoTime}. */
  void at(long moment) {
    set = true;
    at = moment;
    if (timer == null || at - timerAt < 0) {
      arm();
    }
  }

  void clear() {
    set = false;
  }

  /** Clears it for good. */
  void close() {
    set = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void arm() {
    if (timer != null) {
      timer.cancel(false);
    }
    timerAt = at;
    timer = loop.schedule(this, at - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void run() {
    timer = null;
    if (!set) {
      return;
    }
    if (at - System.nanoTime() > 0) {
      arm();
    } else {
      set = false;
      expired.run();
    }
  }
}
