package dev.ficus.functions.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaxRuleTest {

  @ParameterizedTest
  @CsvSource({
    "0.50, 0.10",
    "0.02, 0.00",
    "0.03, 0.01",
    "39.80, 7.56",
    "8.50, 1.62",
    "100.00, 19.00"
  })
  void nineteenPercentAreRoundedHalfUpToTwoDigits(String net, String tax) {
    assertThat(TaxRule.ON_NET.tax(amounts(net))).isEqualTo(tax);
  }

  @ParameterizedTest
  @CsvSource({"39.80", "8.50", "8.95", "0.03"})
  void bothRulesAgreeOnAnOrderOfOneLine(String net) {
    assertThat(TaxRule.ON_EACH_LINE.tax(amounts(net))).isEqualTo(TaxRule.ON_NET.tax(amounts(net)));
  }

  @Test
  void theDefectIsACentTooHighWhenTheLinesRoundUp() {
    assertThat(TaxRule.ON_NET.tax(amounts("8.50", "8.50"))).isEqualTo("3.23");
    assertThat(TaxRule.ON_EACH_LINE.tax(amounts("8.50", "8.50"))).isEqualTo("3.24");
  }

  @Test
  void theDefectIsACentTooLowWhenTheLinesRoundDown() {
    assertThat(TaxRule.ON_NET.tax(amounts("0.02", "0.02"))).isEqualTo("0.01");
    assertThat(TaxRule.ON_EACH_LINE.tax(amounts("0.02", "0.02"))).isEqualTo("0.00");
  }

  @Test
  void theTotalIsNetAndTax() {
    List<OrderLine> lines =
        List.of(
            OrderLine.of(1, 2, new BigDecimal("19.90")),
            OrderLine.of(2, 1, new BigDecimal("8.50")));
    Order order = Order.of(17, 1, Order.PLACED, lines, TaxRule.ON_NET, Instant.EPOCH);
    assertThat(order.lines().getFirst().sum()).isEqualTo("39.80");
    assertThat(order.net()).isEqualTo("48.30");
    assertThat(order.tax()).isEqualTo("9.18");
    assertThat(order.total()).isEqualTo("57.48");
  }

  private static List<BigDecimal> amounts(String... amounts) {
    return Stream.of(amounts).map(BigDecimal::new).toList();
  }
}
