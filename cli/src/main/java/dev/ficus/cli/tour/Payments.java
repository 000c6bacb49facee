package dev.ficus.cli.tour;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows the payments of the demo's traffic while their ledger moves. */
final class Payments {

  private static final Pattern COUNTS = Pattern.compile("payments ([0-9,]+): ([0-9,]+) recorded");

  private final LongSupplier ofFunction;
  private final Supplier<String> status;
  private long before = -1;
  private long mostAhead = Long.MIN_VALUE;

  /**
   * @param ofFunction how many payments the function has ever recorded
   * @param status the demo's line about its traffic
   */
  Payments(LongSupplier ofFunction, Supplier<String> status) {
    this.ofFunction = ofFunction;
    this.status = status;
  }

  /** How many the function has recorded since this was asked first. */
  long ofFunction() {
    long now = ofFunction.getAsLong();
    if (before < 0) {
      before = now;
    }
    mostAhead = Math.max(mostAhead, ahead());
    return now - before;
  }

  /**
   * Whether no payment is missing now. The tour's own are in the ledgers and not in the traffic, so
   * these are ahead; what is missing is how much less they are ahead than they have been.
   */
  boolean areAllRecorded() {
    long now = ahead();
    mostAhead = Math.max(mostAhead, now);
    return now >= mostAhead;
  }

  private long ahead() {
    Matcher counts = COUNTS.matcher(status.get());
    return counts.find() ? number(counts.group(2)) - number(counts.group(1)) : Long.MIN_VALUE;
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }
}
