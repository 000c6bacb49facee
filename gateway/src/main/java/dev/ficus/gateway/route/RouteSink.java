package dev.ficus.gateway.route;

import java.util.List;

/** Takes over what the route files say, whenever they say something new. */
@FunctionalInterface
public interface RouteSink {

  /**
   * Swaps a table in, or refuses it.
   *
   * @param compiled without violations
   * @param files all good versions, in the order they were compiled
   * @return why it is refused; empty once it is in force
   */
  List<Violation> offer(Compilation compiled, List<RouteFile> files);
}
