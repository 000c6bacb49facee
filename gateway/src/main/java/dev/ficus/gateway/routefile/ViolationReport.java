package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.Violation;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Violations as text, each with the line it is about and a mark under the offending text. */
public final class ViolationReport {

  private static final int MOST = 100;

  /** In code points; a longer line is shown around the mark. */
  private static final int WIDEST = 160;

  private static final int BEFORE_MARK = 40;

  private ViolationReport() {}

  /**
   * The report, without a line end at its end.
   *
   * @param source of a file by the name that positions use; null if it is not known
   */
  public static String of(
      List<Violation> violations, Function<String, @Nullable SourceText> source) {
    StringBuilder out = new StringBuilder();
    for (Violation violation : violations.subList(0, Math.min(MOST, violations.size()))) {
      if (!out.isEmpty()) {
        out.append('\n');
      }
      out.append(violation);
      SourceText text = source.apply(violation.where().file());
      String line = text == null ? null : text.line(violation.where().line());
      if (line != null && violation.where().column() > 0) {
        snippet(out, violation, line);
      }
    }
    if (violations.size() > MOST) {
      out.append("\nand ").append(violations.size() - MOST).append(" more");
    }
    return out.toString();
  }

  /** The report of one file. */
  public static String of(Reading.Bad bad) {
    return of(bad.violations(), name -> bad.source());
  }

  private static void snippet(StringBuilder out, Violation violation, String line) {
    int[] points = line.codePoints().toArray();
    int column = Math.min(violation.where().column() - 1, points.length);
    int from = points.length <= WIDEST ? 0 : Math.max(0, column - BEFORE_MARK);
    int to = Math.min(points.length, from + WIDEST);
    String number = Integer.toString(violation.where().line());
    String shown = new String(points, from, to - from).stripTrailing();
    out.append("\n  ").append(number).append(" | ").append(shown);
    out.append("\n  ").append(" ".repeat(number.length())).append(" | ");
    for (int i = from; i < column; i++) {
      out.append(points[i] == '\t' ? '\t' : ' ');
    }
    out.append("^".repeat(Math.clamp(violation.length(), 1, Math.max(1, to - column))));
  }
}
