package dev.ficus.gateway.springcloud;

import dev.ficus.gateway.migration.RoutingSnapshot;
import dev.ficus.gateway.route.FilterSpec;
import dev.ficus.gateway.route.Route;
import dev.ficus.gateway.route.RouteTable;
import dev.ficus.gateway.route.Side;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.handler.predicate.RoutePredicateFactory;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionRouteLocator;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The Spring Cloud Gateway filters of each route and side, bound and sorted once when the table
 * changes. A route without filters costs nothing here.
 */
@SuppressWarnings("rawtypes") // Spring Cloud Gateway names its factories without their type
final class FilterChains {

  /** Set when filters may have changed the URI, so that the exchange's own is what counts. */
  static final String CHANGED_URI = FilterChains.class.getName() + ".uri";

  private final List<GatewayFilterFactory> factories;
  private final List<RoutePredicateFactory> predicates;
  private final GatewayProperties properties;
  private final ConfigurationService configuration;
  private volatile Chains current = new Chains(RouteTable.EMPTY, Map.of());

  private record Chains(RouteTable table, Map<String, List<GatewayFilter>> byRouteAndSide) {}

  FilterChains(
      List<GatewayFilterFactory> factories,
      List<RoutePredicateFactory> predicates,
      GatewayProperties properties,
      ConfigurationService configuration) {
    this.factories = factories;
    this.predicates = predicates;
    this.properties = properties;
    this.configuration = configuration;
  }

  void follow(RoutingSnapshot snapshot) {
    if (Objects.equals(current.table, snapshot.table())) {
      return;
    }
    List<RouteDefinition> definitions = new ArrayList<>();
    for (Route route : snapshot.table().routes()) {
      for (Side side : Side.values()) {
        List<FilterSpec> its = route.filters().stream().filter(f -> appliesTo(f, side)).toList();
        if (!its.isEmpty()) {
          definitions.add(definition(route.id() + "/" + side.word(), its));
        }
      }
    }
    Map<String, List<GatewayFilter>> chains = new HashMap<>();
    if (!definitions.isEmpty()) {
      new RouteDefinitionRouteLocator(
              () -> Flux.fromIterable(definitions), predicates, factories, properties, configuration)
          .getRoutes()
          .toIterable()
          .forEach(route -> chains.put(route.getId(), List.copyOf(route.getFilters())));
    }
    current = new Chains(snapshot.table(), chains);
  }

  private static boolean appliesTo(FilterSpec filter, Side side) {
    return switch (filter.on()) {
      case TARGET -> side == Side.TARGET;
      case LEGACY -> side == Side.LEGACY;
      case BOTH -> true;
    };
  }

  private static RouteDefinition definition(String id, List<FilterSpec> filters) {
    RouteDefinition definition = new RouteDefinition();
    definition.setId(id);
    definition.setUri(URI.create("http://unused.invalid"));
    definition.setPredicates(List.of(new PredicateDefinition("Path=/**")));
    List<FilterDefinition> list = new ArrayList<>();
    for (FilterSpec filter : filters) {
      FilterDefinition one = new FilterDefinition();
      one.setName(filter.name());
      one.setArgs(new java.util.LinkedHashMap<>(filter.args()));
      list.add(one);
    }
    definition.setFilters(list);
    return definition;
  }

  /** The filters of a route's side, in order; empty for most. */
  List<GatewayFilter> of(@Nullable String route, Side side) {
    Map<String, List<GatewayFilter>> all = current.byRouteAndSide;
    return route == null || all.isEmpty()
        ? List.of()
        : all.getOrDefault(route + "/" + side.word(), List.of());
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
