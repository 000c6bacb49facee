package dev.ficus.gateway.metrics;

import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.route.Side;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
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
    its.timer(exchange.side(), exchange.status(), exchange.outcome())
        .record(exchange.nanos(), TimeUnit.NANOSECONDS);
    if (exchange.fellBack()) {
      its.fallbacks.increment();
    }
  }

  private OfRoute of(String route) {
    OfRoute known = routes.get(route);
    return known != null ? known : routes.computeIfAbsent(route, OfRoute::new);
  }

  private final class OfRoute {
    private final String route;
    private final Map<String, Timer[]> timers = new ConcurrentHashMap<>();
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
    Timer timer(Side side, int status, String outcome) {
      int statusClass = Math.clamp(status / 100, 0, STATUS_CLASSES - 1);
      Timer[] its = timers.get(outcome);
      if (its == null) {
        its = timers.computeIfAbsent(outcome, _ -> new Timer[SIDES * STATUS_CLASSES]);
      }
      int slot = side.ordinal() * STATUS_CLASSES + statusClass;
      Timer timer = its[slot];
      if (timer == null) {
        timer =
            Timer.builder("ficus.requests")
                .description("requests forwarded")
                .tag("route", route)
                .tag("side", side.word())
                .tag("status", statusClass == 0 ? "none" : statusClass + "xx")
                .tag("outcome", outcome)
                .register(registry);
        its[slot] = timer;
      }
      return timer;
    }
  }
}
