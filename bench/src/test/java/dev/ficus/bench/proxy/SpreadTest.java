package dev.ficus.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void medianOfAnOddNumberIsTheMiddleOne() {
    assertThat(Spread.of(9, 1, 4)).isEqualTo(new Spread(4, 1, 9));
  }

  @Test
  void medianOfAnEvenNumberLiesBetweenTheTwoMiddleOnes() {
    assertThat(Spread.of(9, 1, 4, 6)).isEqualTo(new Spread(5, 1, 9));
  }

  @Test
  void oneMeasurementHasNoSpread() {
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
  }

  @Test
  void nothingIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(Spread::of);
  }

  @Test
  void ratiosAreTakenWithinARoundSoThatASlowRoundDoesNotWidenThem() {
    List<Round> base = List.of(processor(10), processor(20), processor(30));
    List<Round> other = List.of(processor(20), processor(40), processor(60));

    assertThat(Spread.ofRatios(other, base, Round::processorMicros)).isEqualTo(new Spread(2, 2, 2));
  }

  @Test
  void roundsThatDoNotPairAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Spread.ofRatios(List.of(processor(1)), List.of(), Round::processorMicros));
  }

  @Test
  void threeDigitsAreWritten() {
    assertThat(List.of(0.123, 1.234, 12.34, 123.4, 12_345.6).stream().map(Spread::number))
        .containsExactly("0.12", "1.23", "12.3", "123", "12,346");
  }

  private static Round processor(double micros) {
    return new Round(micros, 1, 1, 1, 1, 1, 0);
  }
}
