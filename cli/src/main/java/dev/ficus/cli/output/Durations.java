package dev.ficus.cli.output;

import dev.ficus.cli.CommandFailure;
import dev.ficus.cli.ExitCode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as route files write them: {@code 500ms}, {@code 15s}, {@code 5m}, {@code 2h}, {@code 30d}.
 */
public final class Durations {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private Durations() {}

  /**
   * @param where what the error is to name
   */
  public static Duration parse(String where, String text) {
    Matcher its = FORM.matcher(text);
    if (!its.matches()) {
      throw new CommandFailure(
          ExitCode.ERROR, where + ": '" + text + "' (expected: such as 500ms, 15s, 5m, 2h or 30d)");
    }
    long number = Long.parseLong(its.group(1));
    return switch (its.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
