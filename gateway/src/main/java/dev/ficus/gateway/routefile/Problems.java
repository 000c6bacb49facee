package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file. */
final class Problems {

  private final SourceText source;
  private final List<Violation> violations = new ArrayList<>();

  Problems(SourceText source) {
    this.source = source;
  }

  void add(Yaml.Span span, String message) {
    violations.add(new Violation(position(span), length(span), message));
  }

  void addForFile(String message) {
    violations.add(new Violation(Position.ofFile(source.name()), message));
  }

  Position position(Yaml.Span span) {
    return new Position(source.name(), span.line() + 1, span.column() + 1);
  }

  /** On the first line only: a snippet shows no more. */
  private int length(Yaml.Span span) {
    if (span.endLine() == span.line()) {
      return span.endColumn() - span.column();
    }
    String line = source.line(span.line() + 1);
    if (line == null) {
      return 1;
    }
    String stripped = line.stripTrailing();
    return stripped.codePointCount(0, stripped.length()) - span.column();
  }

  boolean isEmpty() {
    return violations.isEmpty();
  }

  /** In the order of the file. */
  List<Violation> sorted() {
    return violations.stream().sorted(Comparator.comparing(Violation::where)).toList();
  }
}
