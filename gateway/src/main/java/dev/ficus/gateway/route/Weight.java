package dev.ficus.gateway.route;

import java.math.BigDecimal;

/**
 * A share of clients, in steps of 0.01 %.
 *
 * @param basisPoints hundredths of a percent, 0 to 10,000
 */
public record Weight(int basisPoints) implements Comparable<Weight> {

  /** One bucket for each step of a weight. */
  public static final int BUCKETS = 10_000;

  public static final Weight NONE = new Weight(0);
  public static final Weight ALL = new Weight(BUCKETS);

  public Weight {
    if (basisPoints < 0 || basisPoints > BUCKETS) {
      throw new IllegalArgumentException(
          "weight: " + basisPoints / 100.0 + "% (expected: 0% to 100%)");
    }
  }

  /**
   * Reads {@code 10%}, {@code 0.25%} or a bare {@code 10}, which means percent too.
   *
   * @throws IllegalArgumentException if the text is no percentage of at most two decimals
   */
  public static Weight parse(String text) {
    String number = text.strip();
    if (number.endsWith("%")) {
      number = number.substring(0, number.length() - 1).strip();
    }
    try {
      if (number.length() > 12) {
        throw new NumberFormatException(number);
      }
      return new Weight(new BigDecimal(number).movePointRight(2).intValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "weight: '"
              + text
              + "' (expected: a percentage from 0% to 100% in steps of 0.01%, such as 10%)",
          e);
    }
  }

  @Override
  public int compareTo(Weight other) {
    return Integer.compare(basisPoints, other.basisPoints);
  }

  /** {@code 10%}, {@code 0.25%}. */
  @Override
  public String toString() {
    return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + "%";
  }
}
