package dev.ficus.gateway.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Gathers violations and warnings while files are compiled, so that all are told at once. */
final class Findings {

  private final List<Violation> violations = new ArrayList<>();
  private final List<Violation> warnings = new ArrayList<>();

  void violation(Position where, String message) {
    violations.add(new Violation(where, message));
  }

  /** Blames the whole of a word. */
  void violation(Located<String> word, String message) {
    violations.add(new Violation(word.where(), word.value().length(), message));
  }

  void warning(Position where, String message) {
    warnings.add(new Violation(where, message));
  }

  boolean hasViolations() {
    return !violations.isEmpty();
  }

  List<Violation> violations() {
    return sorted(violations);
  }

  List<Violation> warnings() {
    return sorted(warnings);
  }

  private static List<Violation> sorted(List<Violation> list) {
    return list.stream().sorted(Comparator.comparing(Violation::where)).distinct().toList();
  }

  /** {@code ; did you mean 'stage'?}, or nothing if no known word is near. */
  static String suggestion(String word, Collection<String> known) {
    return known.stream()
        .filter(k -> distance(word, k) <= Math.max(1, Math.min(word.length(), k.length()) / 3))
        .min(Comparator.<String>comparingInt(k -> distance(word, k)).thenComparing(k -> k))
        .map(k -> "; did you mean '" + k + "'?")
        .orElse("");
  }

  /** Edits, transpositions included, that lead from one word to the other, whatever their case. */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + cost, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
