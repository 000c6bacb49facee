package dev.ficus.gateway.admin;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as route files and the API write them: {@code 90s}, {@code 10m}, {@code 30d}. */
final class Durations {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(s|m|h|d)");

  private Durations() {}

  /**
   * @throws IllegalArgumentException if the text is none, or nothing
   */
  static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new IllegalArgumentException(
          "'" + text + "' (expected: a duration such as 12h or 30d)");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** In the largest unit that loses nothing; below a second in milliseconds. */
  static String write(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = duration.toSeconds();
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3_600 != 0 ? seconds / 60 + "m" : seconds / 3_600 + "h";
  }
}
