package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.forwarding.FilterCatalog;
import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.route.FilterSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.Side;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.cloud.gateway.support.HasRouteId;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The Spring Cloud Gateway filters of each route and side, bound and sorted once when the table
 * changes. A route without filters costs nothing here.
 */
final class FilterChains implements FilterCatalog {

  private static final Logger log = LoggerFactory.getLogger(FilterChains.class);

  private final Map<String, GatewayFilterFactory<Object>> factories = new TreeMap<>();
  private final ConfigurationService configuration;

  /** By identity: a route of an older table keeps the filters it was compiled with. */
  private volatile IdentityHashMap<Route, Chains> current = new IdentityHashMap<>();

  private record Chains(List<GatewayFilter> legacy, List<GatewayFilter> target) {
    List<GatewayFilter> of(Side side) {
      return side == Side.LEGACY ? legacy : target;
    }
  }

  /** Stands in for filters that cannot be bound; a request must not slip past what it replaces. */
  static final class UnusableFiltersException extends RuntimeException {
    UnusableFiltersException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // Spring Cloud Gateway names them without their type
  FilterChains(List<GatewayFilterFactory> factories, ConfigurationService configuration) {
    factories.forEach(factory -> this.factories.put(factory.name(), factory));
    this.configuration = configuration;
  }

  /** Builds what this snapshot needs, and forgets what only older ones had. */
  synchronized void follow(RoutingSnapshot snapshot) {
    IdentityHashMap<Route, Chains> chains = new IdentityHashMap<>();
    for (Route route : snapshot.table().routes()) {
      if (!route.filters().isEmpty()) {
        Chains known = current.get(route);
        chains.put(route, known != null ? known : build(route));
      }
    }
    current = chains;
  }

  /** The filters of a route's side, in order; empty for most. */
  List<GatewayFilter> of(@Nullable Route route, Side side) {
    if (route == null || route.filters().isEmpty()) {
      return List.of();
    }
    Chains its = current.get(route);
    // A request may be ahead of the swap's listeners, or on a table that has been replaced.
    return (its != null ? its : build(route)).of(side);
  }

  private Chains build(Route route) {
    return new Chains(build(route, Side.LEGACY), build(route, Side.TARGET));
  }

  private List<GatewayFilter> build(Route route, Side side) {
    List<GatewayFilter> filters = new ArrayList<>();
    for (FilterSpec spec : route.filters()) {
      if (appliesTo(spec, side)) {
        try {
          GatewayFilter filter = bind(route.id(), spec);
          int order = filters.size() + 1;
          filters.add(filter instanceof Ordered ? filter : new OrderedGatewayFilter(filter, order));
        } catch (RuntimeException e) {
          String message = "filter '" + spec.name() + "' of route '" + route.id() + "'";
          log.error("{} cannot be used; its requests are answered 500: {}", message, reason(e));
          return List.of((_, _) -> Mono.error(new UnusableFiltersException(message, e)));
        }
      }
    }
    AnnotationAwareOrderComparator.sort(filters);
    return List.copyOf(filters);
  }

  private static boolean appliesTo(FilterSpec filter, Side side) {
    return switch (filter.on()) {
      case TARGET -> side == Side.TARGET;
      case LEGACY -> side == Side.LEGACY;
      case BOTH -> true;
    };
  }

  private GatewayFilter bind(String route, FilterSpec spec) {
    GatewayFilterFactory<Object> factory = factories.get(spec.name());
    if (factory == null) {
      throw new IllegalArgumentException("no such filter");
    }
    Object config = configuration.with(factory).name(spec.name()).properties(spec.args()).bind();
    if (config instanceof HasRouteId named) {
      named.setRouteId(route);
    }
    return factory.apply(config);
  }

  @Override
  public Set<String> names() {
    return Set.copyOf(factories.keySet());
  }

  @Override
  public @Nullable String violation(FilterSpec filter) {
    try {
      bind("unnamed", filter);
      return null;
    } catch (RuntimeException e) {
      return "filter '" + filter.name() + "' cannot be used: " + reason(e);
    }
  }

  private static String reason(Throwable error) {
    Throwable deepest = error;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null
        ? deepest.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  /** What ends a chain. */
  interface Terminal {
    Mono<Void> run(ServerWebExchange exchange);
  }

  /** Runs an exchange through filters and then the terminal. */
  static Mono<Void> run(
      ServerWebExchange exchange, List<GatewayFilter> filters, Terminal terminal) {
    return new Chain(filters, 0, terminal).filter(exchange);
  }

  private record Chain(List<GatewayFilter> filters, int next, Terminal terminal)
      implements GatewayFilterChain {
    @Override
    public Mono<Void> filter(ServerWebExchange exchange) {
      return next < filters.size()
          ? filters.get(next).filter(exchange, new Chain(filters, next + 1, terminal))
          : terminal.run(exchange);
    }
  }
}
