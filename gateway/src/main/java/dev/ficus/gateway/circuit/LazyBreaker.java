package dev.ficus.gateway.circuit;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A breaker that comes to be with its first call: most routes have none during an outage. */
final class LazyBreaker implements LocalBreaker {

  private final Supplier<LocalBreaker> maker;
  private volatile @Nullable LocalBreaker made;

  LazyBreaker(Supplier<LocalBreaker> maker) {
    this.maker = maker;
  }

  private LocalBreaker breaker() {
    LocalBreaker now = made;
    return now == null ? make() : now;
  }

  private synchronized LocalBreaker make() {
    LocalBreaker now = made;
    if (now == null) {
      now = maker.get();
      made = now;
    }
    return now;
  }

  @Override
  public boolean tryAcquire() {
    return breaker().tryAcquire();
  }

  @Override
  public void completed(boolean failure, long nanos) {
    breaker().completed(failure, nanos);
  }

  @Override
  public void released() {
    breaker().released();
  }

  @Override
  public boolean isOpen() {
    LocalBreaker now = made;
    return now != null && now.isOpen();
  }
}
