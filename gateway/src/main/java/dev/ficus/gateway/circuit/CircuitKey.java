package dev.ficus.gateway.circuit;

import org.jspecify.annotations.Nullable;

/**
 * What shares one circuit.
 *
 * @param route null for the upstream as a whole; a subscriber's is {@code route/subscriber}
 */
public record CircuitKey(String upstream, @Nullable String route) {

  public CircuitKey {
    if (upstream.isEmpty() || upstream.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "upstream: '" + upstream + "' (expected: a name without '/')");
    }
  }

  /** {@code upstream} or {@code upstream/route}. */
  public static CircuitKey parse(String name) {
    int slash = name.indexOf('/');
    return slash < 0
        ? new CircuitKey(name, null)
        : new CircuitKey(name.substring(0, slash), name.substring(slash + 1));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return route == null ? upstream : upstream + "/" + route;
  }
}
