package dev.ficus.gateway.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the path and the query look on the target side.
 *
 * @param path a template over the match's variables, {@code /v2/{*rest}}; null leaves the path
 * @param query parameters that are set, over {@code {variable}} and {@code {query.name}}
 */
public record RewriteSpec(@Nullable String path, Map<String, String> query) {

  public RewriteSpec {
    query = Map.copyOf(query);
  }
}
