package dev.ficus.gateway.metrics;

import dev.ficus.gateway.forwarding.CompletedExchange;
import dev.ficus.gateway.forwarding.Failure;
import dev.ficus.gateway.forwarding.ForwardingListener;
import dev.ficus.gateway.forwarding.Problem;
import dev.ficus.gateway.migration.RouteCounts;
import dev.ficus.gateway.route.Side;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Shows requests by route, side, status and outcome. What sides have answered is counted with the
 * route itself and only read here; this counts the rest: what failed, and what nobody was asked.
 */
public final class ForwardingMeters implements ForwardingListener, RouteCounts.FirstAnswers {

  private static final String NO_ROUTE = "";

  private record Kind(String route, Side side, int statusClass, String outcome) {
    Tags tags() {
      return Tags.of(
          "route",
          route,
          "side",
          side.word(),
          "status",
          statusClass == 0 ? "none" : statusClass + "xx",
          "outcome",
          outcome);
    }
  }

  private record Times(LongAdder count, LongAdder nanos) {
    void add(long time) {
      count.increment();
      nanos.add(time);
    }
  }

  private final MeterRegistry registry;
  private final Map<Kind, Times> others = new ConcurrentHashMap<>();
  private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
  private final Map<String, Counter> fallbacks = new ConcurrentHashMap<>();

  public ForwardingMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void first(RouteCounts counts, Side side, int statusClass) {
    register(
        new Kind(counts.route(), side, statusClass, CompletedExchange.OK),
        counts,
        its -> its.count(side, statusClass),
        its -> its.nanos(side, statusClass));
  }

  @Override
  public void fellBack(CompletedExchange exchange, Failure failure) {
    String route = Objects.requireNonNullElse(exchange.route(), NO_ROUTE);
    fallbacks
        .computeIfAbsent(
            route,
            its ->
                Counter.builder("ficus.fallbacks")
                    .description("requests that the target failed and legacy took")
                    .tag("route", its)
                    .register(registry))
        .increment();
  }

  @Override
  public void completed(CompletedExchange exchange) {
    if (exchange.outcome().equals(CompletedExchange.OK)) {
      return;
    }
    int statusClass = RouteCounts.statusClass(exchange.status());
    others
        .computeIfAbsent(
            new Kind(
                Objects.requireNonNullElse(exchange.route(), NO_ROUTE),
                exchange.side(),
                statusClass,
                exchange.outcome()),
            this::times)
        .add(exchange.nanos());
  }

  @Override
  public void refused(Problem why) {
    refusals
        .computeIfAbsent(
            why.type(),
            its ->
                Counter.builder("ficus.refused")
                    .description("requests that nobody was asked to answer")
                    .tag("reason", its)
                    .register(registry))
        .increment();
  }

  private Times times(Kind kind) {
    Times times = new Times(new LongAdder(), new LongAdder());
    register(kind, times, its -> its.count().sum(), its -> its.nanos().sum());
    return times;
  }

  private <T> void register(
      Kind kind, T source, ToLongFunction<T> count, ToDoubleFunction<T> nanos) {
    FunctionTimer.builder("ficus.requests", source, count, nanos, TimeUnit.NANOSECONDS)
        .description("requests forwarded")
        .tags(kind.tags())
        .register(registry);
  }
}
