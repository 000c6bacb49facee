package dev.ficus.gateway.circuit;

/**
 * How many calls ended, and how.
 *
 * @param calls that ended with a verdict
 * @param failures those of them that failed
 * @param slow those of them that took too long, failed or not
 */
public record CallCounts(long calls, long failures, long slow) {

  public static final CallCounts NONE = new CallCounts(0, 0, 0);

  public CallCounts {
    if (failures < 0 || slow < 0 || failures > calls || slow > calls) {
      throw new IllegalArgumentException(
          failures + " failed and " + slow + " slow of " + calls + " (expected: parts of it)");
    }
  }

  public boolean isEmpty() {
    return calls == 0;
  }
}
