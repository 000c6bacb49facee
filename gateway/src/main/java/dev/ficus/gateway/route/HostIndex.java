package dev.ficus.gateway.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what belongs to a host, the more specific pattern first. The cost grows with the labels of
 * the host asked for, not with the number of patterns.
 */
final class HostIndex<T> {

  private final Map<String, T> byPattern = new HashMap<>();
  private final boolean hasWildcards;
  private final boolean hasExact;
  private final @Nullable T any;

  HostIndex(Map<HostPattern, T> entries) {
    boolean wildcards = false;
    boolean exact = false;
    for (Map.Entry<HostPattern, T> entry : entries.entrySet()) {
      HostPattern host = entry.getKey();
      wildcards |= !host.isExact() && !host.equals(HostPattern.ANY);
      exact |= host.isExact();
      byPattern.put(host.text(), entry.getValue());
    }
    hasWildcards = wildcards;
    hasExact = exact;
    any = byPattern.get(HostPattern.ANY.text());
  }

  /** Whether it makes a difference which host is asked for. */
  boolean hasPatterns() {
    return hasExact || hasWildcards;
  }

  /** What to do with each entry; true ends the walk. */
  interface Visitor<T> {
    boolean visit(T entry);
  }

  /** Shows the visitor what belongs to the host, until it has enough. */
  void visit(@Nullable String host, Visitor<T> visitor) {
    if (host != null && hasPatterns()) {
      T exact = byPattern.get(host);
      if (exact != null && visitor.visit(exact)) {
        return;
      }
      if (hasWildcards) {
        for (String pattern : wildcardsOf(host)) {
          T entry = byPattern.get(pattern);
          if (entry != null && visitor.visit(entry)) {
            return;
          }
        }
      }
    }
    if (any != null) {
      visitor.visit(any);
    }
  }

  /** {@code a.b.c}: {@code *.b.c}, {@code a.b.*}, {@code a.*}, {@code *.c}, the longest first. */
  private static List<String> wildcardsOf(String host) {
    List<String> patterns = new ArrayList<>();
    for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      patterns.add("*" + host.substring(dot));
      patterns.add(host.substring(0, dot + 1) + "*");
    }
    patterns.sort(
        Comparator.<String>comparingInt(p -> -p.length()).thenComparing(Comparator.naturalOrder()));
    return patterns;
  }
}
