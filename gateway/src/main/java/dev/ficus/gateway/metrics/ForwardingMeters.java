package dev.ficus.gateway.metrics;

import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.route.Side;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts and times requests by route, side and outcome; each meter is looked up once. */
public final class ForwardingMeters implements ForwardingListener {

  private static final String NO_ROUTE = "";
  private static final int STATUS_CLASSES = 6;
  private static final int SIDES = Side.values().length;

  private final MeterRegistry registry;
  private final Map<String, OfRoute> routes = new ConcurrentHashMap<>();

  public ForwardingMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void completed(CompletedExchange exchange) {
    String route = exchange.route();
    OfRoute its = of(route == null ? NO_ROUTE : route);
    its.times(exchange.side(), exchange.status(), exchange.outcome()).add(exchange.nanos());
    if (exchange.fellBack()) {
      its.fallbacks.increment();
    }
  }

  private OfRoute of(String route) {
    OfRoute known = routes.get(route);
    return known != null ? known : routes.computeIfAbsent(route, OfRoute::new);
  }

  /**
   * How many requests took how long together. With thousands of routes what counts is how few lines
   * of memory a request touches, so this is one small object instead of a timer's dozen.
   */
  private static final class Times {

    private static final VarHandle COUNT;
    private static final VarHandle NANOS;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        COUNT = lookup.findVarHandle(Times.class, "count", long.class);
        NANOS = lookup.findVarHandle(Times.class, "nanos", long.class);
      } catch (ReflectiveOperationException impossible) {
        throw new ExceptionInInitializerError(impossible);
      }
    }

    @SuppressWarnings("UnusedVariable") // by its handle
    private volatile long count;

    @SuppressWarnings("UnusedVariable") // by its handle
    private volatile long nanos;

    void add(long time) {
      var _ = (long) COUNT.getAndAdd(this, 1L);
      var _ = (long) NANOS.getAndAdd(this, time);
    }

    long count() {
      return count;
    }

    double nanos() {
      return nanos;
    }
  }

  private final class OfRoute {
    private final String route;
    private final Times[] ok = new Times[SIDES * STATUS_CLASSES];
    private final Map<String, Times[]> others = new ConcurrentHashMap<>();
    private final Counter fallbacks;

    OfRoute(String route) {
      this.route = route;
      fallbacks =
          Counter.builder("ficus.fallbacks")
              .description("requests that the target failed and legacy took")
              .tag("route", route)
              .register(registry);
    }

    /** By outcome, then by side and class of status: no key is made for a look-up. */
    Times times(Side side, int status, String outcome) {
      int statusClass = Math.clamp(status / 100, 0, STATUS_CLASSES - 1);
      Times[] its =
          outcome.equals(CompletedExchange.OK)
              ? ok
              : others.computeIfAbsent(outcome, _ -> new Times[SIDES * STATUS_CLASSES]);
      int slot = side.ordinal() * STATUS_CLASSES + statusClass;
      Times known = its[slot];
      return known != null ? known : register(its, slot, side, statusClass, outcome);
    }

    private Times register(Times[] its, int slot, Side side, int statusClass, String outcome) {
      synchronized (this) {
        if (its[slot] == null) {
          Times times = new Times();
          FunctionTimer.builder(
                  "ficus.requests", times, Times::count, Times::nanos, TimeUnit.NANOSECONDS)
              .description("requests forwarded")
              .tag("route", route)
              .tag("side", side.word())
              .tag("status", statusClass == 0 ? "none" : statusClass + "xx")
              .tag("outcome", outcome)
              .register(registry);
          its[slot] = times;
        }
        return its[slot];
      }
    }
  }
}
