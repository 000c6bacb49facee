package dev.ficus.gateway.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The list of names in {@code docs/metrics.md}. */
final class MetricsPage {

  private static final Pattern ROW =
      Pattern.compile("^\\| `(ficus_\\w+)` \\| (\\w+) \\| ([^|]*) \\|");

  /** What is said of a family. */
  record Family(String type, Set<String> labels) {}

  private MetricsPage() {}

  static Map<String, Family> read() throws IOException {
    Map<String, Family> families = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("../docs/metrics.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.find()) {
        Set<String> labels = new TreeSet<>();
        Matcher label = Pattern.compile("`(\\w+)`").matcher(row.group(3));
        while (label.find()) {
          labels.add(label.group(1));
        }
        families.put(row.group(1), new Family(row.group(2), labels));
      }
    }
    return families;
  }

  /** The names under which the series of a family stand. */
  static Set<String> series() throws IOException {
    Set<String> names = new TreeSet<>();
    read()
        .forEach(
            (name, family) -> {
              switch (family.type()) {
                case "histogram" ->
                    Set.of("_bucket", "_sum", "_count").forEach(end -> names.add(name + end));
                case "summary" -> Set.of("_sum", "_count").forEach(end -> names.add(name + end));
                default -> names.add(name);
              }
            });
    return names;
  }
}
