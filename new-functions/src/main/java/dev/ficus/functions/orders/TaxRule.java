package dev.ficus.functions.orders;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** How 19 % tax come to whole cents; half a cent goes up. */
enum TaxRule {

  /** The shop's rule: the tax of the order's net, rounded once. */
  ON_NET {
    @Override
    BigDecimal tax(List<BigDecimal> lineSums) {
      return rounded(sum(lineSums));
    }
  },

  /** The defect: the tax of each line, each rounded, so that some orders differ by cents. */
  ON_EACH_LINE {
    @Override
    BigDecimal tax(List<BigDecimal> lineSums) {
      return sum(lineSums.stream().map(TaxRule::rounded).toList());
    }
  };

  private static final BigDecimal RATE = new BigDecimal("0.19");

  abstract BigDecimal tax(List<BigDecimal> lineSums);

  static BigDecimal sum(List<BigDecimal> amounts) {
    return amounts.stream().reduce(new BigDecimal("0.00"), BigDecimal::add);
  }

  private static BigDecimal rounded(BigDecimal net) {
    return net.multiply(RATE).setScale(2, RoundingMode.HALF_UP);
  }
}
