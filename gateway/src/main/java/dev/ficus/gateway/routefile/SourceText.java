package dev.ficus.gateway.routefile;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The text of a route file as it was written, with its placeholders unresolved. */
public final class SourceText {

  private final String name;
  private final String text;
  private int @Nullable [] starts;

  /**
   * @param name as violations show it
   */
  public SourceText(String name, String text) {
    this.name = name;
    this.text = text;
  }

  public String name() {
    return name;
  }

  public String text() {
    return text;
  }

  /** How many lines there are; what follows the last line end counts as one. */
  int lines() {
    return starts().length;
  }

  /** A line without its end, or null if there is none of that number, counted from 1. */
  public @Nullable String line(int number) {
    if (number < 1 || number > starts().length) {
      return null;
    }
    int start = starts()[number - 1];
    return text.substring(start, endOfLine(start));
  }

  /** The index into the text of a line and a column in code points, both from 0. */
  int offset(int line, int column) {
    int start = starts()[line];
    return text.offsetByCodePoints(start, column);
  }

  /** Where each line begins; a lone CR ends a line as LF and CR LF do (YAML 1.2, section 5.4). */
  private int[] starts() {
    int[] known = starts;
    if (known != null) {
      return known;
    }
    int[] found = new int[Math.max(16, text.length() / 24)];
    int count = 0;
    int start = 0;
    int end;
    do {
      if (count == found.length) {
        found = Arrays.copyOf(found, count * 2);
      }
      found[count++] = start;
      end = endOfLine(start);
      start = end + (text.startsWith("\r\n", end) ? 2 : 1);
    } while (end < text.length());
    known = Arrays.copyOf(found, count);
    starts = known;
    return known;
  }

  private int endOfLine(int start) {
    int i = start;
    while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
      i++;
    }
    return i;
  }

  /** Only the name: a file may hold what its author should have put into a placeholder. */
  @Override
  public String toString() {
    return "SourceText[" + name + "]";
  }
}
