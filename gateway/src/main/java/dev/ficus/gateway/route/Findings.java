package dev.ficus.gateway.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

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
    return Suggestion.of(word, known);
  }
}
