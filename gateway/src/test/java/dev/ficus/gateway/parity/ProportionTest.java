package dev.ficus.gateway.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {

  /** Two-sided 95 %, as published by Newcombe (1998), table I, method 3. */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void wilsonsIntervalIsAsPublished(long hits, long of, double lower, double upper) {
    Proportion proportion = new Proportion(hits, of);
    assertThat(proportion.lower(1.959964)).isCloseTo(lower, within(0.0001));
    assertThat(proportion.upper(1.959964)).isCloseTo(upper, within(0.0001));
  }

  @ParameterizedTest
  @CsvSource({"0.001, 5405", "0.01, 536", "0.05, 103"})
  void aLimitNeedsSoManySamples(double limit, long needed) {
    assertThat(Proportion.neededFor(limit, Proportion.Z99)).isEqualTo(needed);
    assertThat(new Proportion(0, needed).upper(Proportion.Z99)).isLessThanOrEqualTo(limit);
    assertThat(new Proportion(0, needed - 1).upper(Proportion.Z99)).isGreaterThan(limit);
  }

  /** 56 of 70 against 48 of 80, two-sided 95 %: Newcombe (1998), paper II, table II, method 10. */
  @Test
  void newcombesIntervalIsAsPublished() {
    Proportion one = new Proportion(56, 70);
    Proportion other = new Proportion(48, 80);
    assertThat(one.lowerExcessOver(other, 1.959964)).isCloseTo(0.0524, within(0.0001));
    assertThat(one.upperExcessOver(other, 1.959964)).isCloseTo(0.3339, within(0.0001));
  }

  @Test
  void gammaIsTheFactorial() {
    double log = 0;
    for (int n = 1; n < 170; n++) {
      assertThat(Proportion.logGamma(n)).isCloseTo(log, within(1e-9 * Math.max(1, log)));
      log += Math.log(n);
    }
    assertThat(Proportion.logGamma(0.5)).isCloseTo(Math.log(Math.sqrt(Math.PI)), within(1e-10));
  }

  @Test
  void theConfidenceSequenceNarrows() {
    assertThat(new Proportion(0, 1_000_000).alwaysAbove(0.01)).isZero();
    assertThat(Proportion.NOTHING.alwaysBelow(0.01)).isEqualTo(1);
    double few = new Proportion(10, 100).alwaysAbove(0.01);
    double many = new Proportion(10_000, 100_000).alwaysAbove(0.01);
    assertThat(few).isBetween(0.01, 0.06);
    assertThat(many).isBetween(0.09, 0.1);
    assertThat(new Proportion(10, 100).alwaysBelow(0.01)).isBetween(0.15, 0.3);
    assertThat(new Proportion(5, 5).alwaysAbove(0.01)).isBetween(0.1, 0.9);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new Proportion(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
