package dev.ficus.gateway.route;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The conditions that a forward cutover must meet, as written.
 *
 * @param limits by the gate's name, such as {@code mismatchRate}: {@code 0.5%}
 */
public record GatesSpec(Map<String, String> limits) {

  public GatesSpec {
    limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
  }
}
