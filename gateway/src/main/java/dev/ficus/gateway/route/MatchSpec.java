package dev.ficus.gateway.route;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a route claims.
 *
 * @param methods upper case as HTTP spells them; empty for any
 * @param conditions all must hold
 */
public record MatchSpec(
    PathPattern path, Set<String> methods, @Nullable HostPattern host, List<Condition> conditions) {

  public MatchSpec {
    methods = Set.copyOf(methods);
    conditions = List.copyOf(conditions);
  }
}
