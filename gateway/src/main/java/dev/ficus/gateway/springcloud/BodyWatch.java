package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.Failure;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Ends a body whose upstream stalls or takes too long in all. Only time in which the client wanted
 * more counts as a stall: a slow reader is not the upstream's fault. One timer looks now and then,
 * so that a piece of the body costs two plain writes.
 */
final class BodyWatch {

  private final long idle;
  private final long endsAt;
  private final EventLoop loop;
  private final Sinks.Empty<Void> end = Sinks.empty();
  private final AtomicLong wanted = new AtomicLong();
  private volatile long waitingSince = System.nanoTime();
  private volatile boolean over;

  private BodyWatch(Duration idle, long endsAt, EventLoop loop) {
    this.idle = idle.toNanos();
    this.endsAt = endsAt;
    this.loop = loop;
  }

  /**
   * The body, ended with an {@link UpstreamFailure} if it takes too long.
   *
   * @param idle between two pieces; zero is off
   * @param total from {@code startedAt} to the last piece; zero is off
   * @param startedAt by {@link System#nanoTime}
   */
  static <T> Flux<T> watch(
      Flux<T> body, Duration idle, Duration total, long startedAt, EventLoop loop) {
    if (idle.isZero() && total.isZero()) {
      return body;
    }
    return Flux.defer(
        () -> {
          long endsAt = total.isZero() ? Long.MAX_VALUE : startedAt + total.toNanos();
          BodyWatch watch = new BodyWatch(idle, endsAt, loop);
          watch.look();
          return body.doOnRequest(watch::wants)
              .doOnNext(_ -> watch.got())
              .takeUntilOther(watch.endedEarly())
              .doFinally(_ -> watch.over = true);
        });
  }

  private Mono<Void> endedEarly() {
    return end.asMono();
  }

  private void wants(long n) {
    if (wanted.getAndAccumulate(n, BodyWatch::add) == 0) {
      waitingSince = System.nanoTime();
    }
  }

  private static long add(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private void got() {
    waitingSince = System.nanoTime();
    if (wanted.get() != Long.MAX_VALUE) {
      wanted.decrementAndGet();
    }
  }

  private void look() {
    if (over) {
      return;
    }
    long now = System.nanoTime();
    long left = Long.MAX_VALUE;
    if (endsAt != Long.MAX_VALUE) {
      left = endsAt - now;
      if (left <= 0) {
        end.tryEmitError(new UpstreamFailure(Failure.TOTAL_TIMEOUT, null));
        return;
      }
    }
    if (idle > 0) {
      long stalledIn = wanted.get() > 0 ? waitingSince + idle - now : idle;
      if (stalledIn <= 0) {
        end.tryEmitError(new UpstreamFailure(Failure.STALLED, null));
        return;
      }
      left = Math.min(left, stalledIn);
    }
    var _ = loop.schedule(this::look, left, TimeUnit.NANOSECONDS);
  }
}
