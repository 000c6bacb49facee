package dev.ficus.gateway.migration;

/**
 * One gate, looked at.
 *
 * @param name as in the file, such as {@code mismatchRate}
 * @param limit as in the file, such as {@code 0.5%}
 * @param message what was measured, and what is missing
 */
public record GateReport(String name, String limit, Verdict verdict, String message) {

  /** Whether it does not stand in the way of a forward cutover. */
  public boolean letsPass() {
    return verdict == Verdict.PASS || verdict == Verdict.NOT_APPLICABLE;
  }

  /** What a gate says. */
  public enum Verdict {
    PASS,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE
  }
}
