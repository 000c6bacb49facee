package dev.ficus.bench.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Lines of cells as aligned text: the first column to the left, the others to the right. */
final class Table {

  private final List<List<String>> lines = new ArrayList<>();

  void line(List<String> cells) {
    lines.add(List.copyOf(cells));
  }

  @Override
  public String toString() {
    int columns = lines.getFirst().size();
    int[] widths =
        IntStream.range(0, columns)
            .map(i -> lines.stream().mapToInt(line -> line.get(i).length()).max().orElse(0))
            .toArray();
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String gap = " ".repeat(widths[i] - line.get(i).length());
        row.append(i == 0 ? line.get(i) + gap : "  " + gap + line.get(i));
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
