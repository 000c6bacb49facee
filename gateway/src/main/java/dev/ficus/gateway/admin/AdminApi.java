package dev.ficus.gateway.admin;

import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** All operations of the API. */
final class AdminApi {

  private AdminApi() {}

  /**
   * @param end completes when what goes on is to end, because the gateway does
   */
  static List<Operation> of(AdminServices services, Mono<Void> end) {
    RouteViews views = new RouteViews(services.declarations(), services.gates());
    return Stream.of(
            new RouteCalls(services.routing(), views).operations(),
            new CutoverCalls(services, views).operations(),
            new ParityCalls(services).operations(),
            new ConfigCalls(services).operations(),
            new ExplainCalls(services.routing()).operations(),
            new CircuitCalls(services).operations(),
            new QueueCalls(services).operations(),
            new FleetCalls(services).operations(),
            new RemainingCalls(services).operations(),
            new EventCalls(services, end).operations(),
            new TokenCalls(services).operations(),
            new DocumentCalls(services.files()).operations())
        .flatMap(List::stream)
        .toList();
  }
}
