package dev.ficus.gateway.parity;

/**
 * How often something happened, and what that says of how often it happens.
 *
 * <p>For one look at a fixed time there is Wilson's score interval (E. B. Wilson, JASA 22, 1927),
 * and Newcombe's interval for a difference of two (R. G. Newcombe, Statistics in Medicine 17, 1998,
 * method 10). For looking again and again there is a confidence sequence: it holds at all times at
 * once, since the mixture of likelihood ratios behind it exceeds 1/α with a probability of at most
 * α (J. Ville, 1939; H. Robbins, Ann. Math. Statist. 41, 1970).
 *
 * @param hits how often it happened
 * @param of among how many
 */
public record Proportion(long hits, long of) {

  /** One-sided 99 %. */
  public static final double Z99 = 2.326;

  /** One-sided 99.5 %. */
  static final double Z995 = 2.576;

  /** One-sided, each look at half the error of the one before: 0.5 %, 0.25 %, … make 1 %. */
  private static final double[] Z_BY_LOOK = {
    Z995, 2.807, 3.023, 3.227, 3.421, 3.606, 3.781, 3.949
  };

  public static final Proportion NOTHING = new Proportion(0, 0);

  public Proportion {
    if (hits < 0 || hits > of) {
      throw new IllegalArgumentException(hits + " of " + of);
    }
  }

  /**
   * How sure to be at the so manyth look at the same decision, counted from zero; negative if there
   * is but one.
   */
  static double zOfLook(int look) {
    return look < 0 ? Z99 : Z_BY_LOOK[Math.min(look, Z_BY_LOOK.length - 1)];
  }

  public double rate() {
    return of == 0 ? 0 : (double) hits / of;
  }

  /** Wilson's upper bound; 1 of nothing. */
  public double upper(double z) {
    return of == 0 ? 1 : Math.min(1, center(z) + halfWidth(z));
  }

  /** Wilson's lower bound; 0 of nothing. */
  public double lower(double z) {
    return of == 0 || hits == 0 ? 0 : Math.max(0, center(z) - halfWidth(z));
  }

  private double center(double z) {
    return (rate() + z * z / (2.0 * of)) / (1 + z * z / of);
  }

  private double halfWidth(double z) {
    double p = rate();
    return z / (1 + z * z / of) * Math.sqrt(p * (1 - p) / of + z * z / (4.0 * of * of));
  }

  /** Newcombe's upper bound of how much more often it happens here than there. */
  double upperExcessOver(Proportion other, double z) {
    double up = upper(z) - rate();
    double down = other.rate() - other.lower(z);
    return rate() - other.rate() + Math.sqrt(up * up + down * down);
  }

  /** Newcombe's lower bound of how much more often it happens here than there. */
  double lowerExcessOver(Proportion other, double z) {
    double down = rate() - lower(z);
    double up = other.upper(z) - other.rate();
    return rate() - other.rate() - Math.sqrt(down * down + up * up);
  }

  /** The lower end of the confidence sequence: the rate is higher at all times but for α. */
  double alwaysAbove(double alpha) {
    if (hits == 0) {
      return 0;
    }
    double low = 0;
    double high = rate();
    for (int i = 0; i < 50; i++) {
      double middle = (low + high) / 2;
      if (evidenceAgainst(middle) >= 1 / alpha) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Whether the lower end of the confidence sequence is beyond a limit. */
  boolean isAlwaysAbove(double limit, double alpha) {
    return rate() > limit && (limit <= 0 || evidenceAgainst(limit) >= 1 / alpha);
  }

  /** The upper end of the confidence sequence: the rate is lower at all times but for α. */
  double alwaysBelow(double alpha) {
    return 1 - new Proportion(of - hits, of).alwaysAbove(alpha);
  }

  /**
   * How much more likely what was seen is under a mixture of all rates (Jeffreys' prior) than under
   * this one.
   */
  private double evidenceAgainst(double rate) {
    double mixture = logBeta(hits + 0.5, of - hits + 0.5) - logBeta(0.5, 0.5);
    double one = hits * Math.log(rate) + (of == hits ? 0 : (of - hits) * Math.log1p(-rate));
    return Math.exp(mixture - one);
  }

  /** How many samples without a hit it takes until the upper bound is no higher than a limit. */
  static long neededFor(double limit, double z) {
    return limit >= 1 ? 1 : (long) Math.ceil(z * z * (1 / limit - 1));
  }

  private static double logBeta(double a, double b) {
    return logGamma(a) + logGamma(b) - logGamma(a + b);
  }

  /** Stirling's series, shifted to where its first terms are enough for twelve digits. */
  static double logGamma(double x) {
    double shift = 0;
    double y = x;
    while (y < 12) {
      shift += Math.log(y);
      y++;
    }
    double inverse = 1 / (y * y);
    double series =
        (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / y;
    return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
  }
}
