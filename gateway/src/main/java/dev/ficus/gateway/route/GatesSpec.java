package dev.ficus.gateway.route;

import java.util.Map;

/**
 * The conditions that a forward cutover must meet, as written.
 *
 * @param limits by the gate's name, such as {@code mismatchRate}: {@code 0.5%}
 */
public record GatesSpec(Map<String, String> limits) {

  public GatesSpec {
    limits = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(limits));
  }
}
