package dev.ficus.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows in columns as wide as they need to be. */
public final class Table {

  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private final List<List<String>> rows = new ArrayList<>();
  private final String whenEmpty;

  public Table(String whenEmpty, String... titles) {
    this.whenEmpty = whenEmpty;
    rows.add(List.of(titles));
  }

  public Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  public List<String> lines() {
    if (rows.size() == 1) {
      return List.of(whenEmpty);
    }
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int width = width(row.get(i));
        if (i == widths.size()) {
          widths.add(width);
        } else {
          widths.set(i, Math.max(widths.get(i), width));
        }
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).repeat(' ', widths.get(i) - width(row.get(i)) + 2);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int width(String cell) {
    return COLOUR.matcher(cell).replaceAll("").length();
  }
}
