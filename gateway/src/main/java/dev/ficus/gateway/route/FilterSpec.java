package dev.ficus.gateway.route;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Spring Cloud Gateway filter of a route.
 *
 * @param args by name, or by {@code _genkey_0}, {@code _genkey_1} … in the shortcut form
 */
public record FilterSpec(String name, Map<String, String> args, On on) {

  /** Which side's requests the filter sees. */
  public enum On {
    TARGET,
    LEGACY,
    BOTH
  }

  public FilterSpec {
    args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
  }

  /** Without the values, which may be secrets. */
  @Override
  public String toString() {
    return "FilterSpec[" + name + args.keySet() + ", on=" + on + "]";
  }
}
