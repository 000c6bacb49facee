package dev.ficus.gateway.route;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who takes what no route claims.
 *
 * @param byHost the name of an upstream, or {@code none}, for each host pattern; {@code *} is the
 *     rest
 */
public record DefaultSpec(Map<HostPattern, Located<String>> byHost) {

  public static final String NONE = "none";

  public DefaultSpec {
    byHost = Collections.unmodifiableMap(new LinkedHashMap<>(byHost));
  }
}
