package dev.ficus.gateway.route;

import java.util.Map;
import java.util.Set;

/**
 * Changes to the headers of a request on its way to an upstream.
 *
 * @param set replaced or added; values may be secrets and are never printed
 * @param remove dropped, by name
 */
public record HeaderEdits(Map<String, String> set, Set<String> remove) {

  public static final HeaderEdits NONE = new HeaderEdits(Map.of(), Set.of());

  public HeaderEdits {
    set = Map.copyOf(set);
    remove = Set.copyOf(remove);
  }

  @Override
  public String toString() {
    return "HeaderEdits[set=" + set.keySet() + ", remove=" + remove + "]";
  }
}
