package dev.ficus.bench.proxy;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code requests.lua} prints when wrk is done.
 *
 * @param failed answers that were not 2xx or 3xx, broken connections and timeouts
 */
record WrkResult(long requests, double seconds, long failed) {

  private static final String MARK = "ficus-bench ";

  static WrkResult parse(String output) {
    String line =
        output
            .lines()
            .filter(text -> text.startsWith(MARK))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("wrk has failed:\n" + output));
    Map<String, Long> values =
        Arrays.stream(line.substring(MARK.length()).strip().split(" "))
            .map(word -> word.split("=", 2))
            .collect(Collectors.toMap(word -> word[0], word -> Long.parseLong(word[1])));
    if (!values.keySet().containsAll(Set.of("requests", "micros", "failed"))) {
      throw new IllegalArgumentException("not what requests.lua prints: " + line);
    }
    return new WrkResult(
        value(values, "requests"), value(values, "micros") / 1e6, value(values, "failed"));
  }

  private static long value(Map<String, Long> values, String name) {
    return Objects.requireNonNull(values.get(name));
  }

  double throughput() {
    return requests / seconds;
  }
}
