package dev.ficus.gateway.routefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes to a text, none of which crosses the end of a line, as a new text or a unified diff. */
final class TextEdits {

  private static final int CONTEXT = 3;

  /** What stands from one index to another is replaced. */
  record Edit(int from, int to, String replacement) {}

  /**
   * A line that changes.
   *
   * @param number from 0
   */
  private record Change(int number, String before, List<String> after) {}

  private final SourceText source;
  private final List<Edit> edits = new ArrayList<>();

  TextEdits(SourceText source) {
    this.source = source;
  }

  void add(Edit edit) {
    edits.add(edit);
  }

  /** As the file's first line ends. */
  String lineEnd() {
    int newline = source.text().indexOf('\n');
    return newline > 0 && source.text().charAt(newline - 1) == '\r' ? "\r\n" : "\n";
  }

  /** Where the line of an index ends, before its line end. */
  int endOfLine(int index) {
    int end = index;
    while (end < source.text().length() && "\r\n".indexOf(source.text().charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  String apply() {
    return apply(source.text(), 0, edits);
  }

  private static String apply(String text, int base, List<Edit> edits) {
    StringBuilder out = new StringBuilder(text);
    edits.stream()
        .sorted(Comparator.comparingInt(Edit::from).reversed())
        .forEach(edit -> out.replace(edit.from() - base, edit.to() - base, edit.replacement()));
    return out.toString();
  }

  /** Empty if nothing changes. */
  String diff() {
    List<String> lines = lines(source.text());
    List<Change> changes = changes(lines);
    if (changes.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    out.append("--- a/").append(source.name()).append('\n');
    out.append("+++ b/").append(source.name()).append('\n');
    int shift = 0;
    int i = 0;
    while (i < changes.size()) {
      int first = i;
      while (i + 1 < changes.size()
          && changes.get(i + 1).number() - changes.get(i).number() <= 2 * CONTEXT + 1) {
        i++;
      }
      i++;
      shift += hunk(out, lines, changes.subList(first, i), shift);
    }
    return out.toString();
  }

  private List<Change> changes(List<String> lines) {
    List<Change> changes = new ArrayList<>();
    List<Edit> sorted = edits.stream().sorted(Comparator.comparingInt(Edit::from)).toList();
    int next = 0;
    int start = 0;
    for (int number = 0; number < lines.size() && next < sorted.size(); number++) {
      String line = lines.get(number);
      int end = start + line.length();
      boolean last = number == lines.size() - 1;
      List<Edit> here = new ArrayList<>();
      while (next < sorted.size() && (sorted.get(next).from() < end || last)) {
        here.add(sorted.get(next++));
      }
      if (!here.isEmpty()) {
        changes.add(new Change(number, line, lines(apply(line, start, here))));
      }
      start = end;
    }
    return changes;
  }

  /** Returns by how many lines the text grows. */
  private static int hunk(StringBuilder out, List<String> lines, List<Change> changes, int shift) {
    int from = Math.max(0, changes.getFirst().number() - CONTEXT);
    int to = Math.min(lines.size(), changes.getLast().number() + CONTEXT + 1);
    int growth = changes.stream().mapToInt(change -> change.after().size() - 1).sum();
    out.append("@@ -").append(from + 1).append(',').append(to - from);
    out.append(" +").append(from + 1 + shift).append(',').append(to - from + growth);
    out.append(" @@\n");
    int next = from;
    for (Change change : changes) {
      context(out, lines.subList(next, change.number()));
      change(out, change);
      next = change.number() + 1;
    }
    context(out, lines.subList(next, to));
    return growth;
  }

  private static void change(StringBuilder out, Change change) {
    boolean kept = change.after().contains(change.before());
    if (!kept) {
      line(out, '-', change.before());
    }
    boolean shown = false;
    for (String line : change.after()) {
      boolean same = kept && !shown && line.equals(change.before());
      shown |= same;
      line(out, same ? ' ' : '+', line);
    }
  }

  private static void context(StringBuilder out, List<String> lines) {
    lines.forEach(line -> line(out, ' ', line));
  }

  private static void line(StringBuilder out, char sign, String line) {
    out.append(sign).append(line);
    if (!line.endsWith("\n")) {
      out.append("\n\\ No newline at end of file\n");
    }
  }

  /** With their ends. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }
}
