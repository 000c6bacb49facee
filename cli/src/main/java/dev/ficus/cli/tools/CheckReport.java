package dev.ficus.cli.tools;

import dev.ficus.cli.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What all comparisons of a check come to. */
final class CheckReport {

  private static final int MOST_SHOWN = 20;

  private long all;
  private long identical;
  private long restless;
  private final List<String> different = new ArrayList<>();
  private final List<String> inPart = new ArrayList<>();
  private final List<String> failing = new ArrayList<>();
  private final List<String> notCompared = new ArrayList<>();

  void add(AccessLogLine request, Comparison comparison) {
    all++;
    String its = "  " + request.method() + " " + request.target() + ": ";
    switch (comparison) {
      case Comparison.Identical _ -> identical++;
      case Comparison.Restless _ -> restless++;
      case Comparison.Different(String how) -> different.add(its + how);
      case Comparison.AlikeInPart(String how) -> inPart.add(its + "alike " + how);
      case Comparison.FailsBothWays(String why) -> failing.add(its + "fails both ways, " + why);
      case Comparison.NotCompared(String why) -> notCompared.add(its + "not compared, " + why);
    }
  }

  /** For people: a summary, and what is to be looked at. */
  List<String> lines() {
    String summary =
        count(all, "safe requests")
            + ", "
            + count(identical, "identical")
            + ", "
            + count(different.size(), "differ")
            + some(inPart.size(), "alike in part")
            + some(failing.size(), "that fail both ways")
            + some(notCompared.size(), "not compared")
            + some(restless, "that the application answers anew each time");
    List<String> lines = new ArrayList<>(List.of(summary));
    for (List<String> some : List.of(different, notCompared, failing, inPart)) {
      lines.addAll(some.subList(0, Math.min(MOST_SHOWN, some.size())));
      if (some.size() > MOST_SHOWN) {
        lines.add("  and " + (some.size() - MOST_SHOWN) + " more");
      }
    }
    return lines;
  }

  private static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s", number, what);
  }

  private static String some(long number, String what) {
    return number == 0 ? "" : ", " + count(number, what);
  }

  /** Nothing differs only where something was compared. */
  int exitCode() {
    if (!different.isEmpty()) {
      return ExitCode.DIFFERENCES;
    }
    return notCompared.isEmpty() && failing.size() < all ? ExitCode.OK : ExitCode.ERROR;
  }
}
