package dev.ficus.gateway.parity;

import java.util.concurrent.atomic.AtomicInteger;

/** How many copies of a route's requests are under way on this instance. */
final class Copies {

  private final AtomicInteger underWay = new AtomicInteger();

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
}
