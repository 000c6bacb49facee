package dev.ficus.legacy.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

  @ParameterizedTest
  @CsvSource({
    "19.90, 2, 39.80, 7.56, 47.36",
    "0.50, 1, 0.50, 0.10, 0.60", // 0.095 rounds up
    "0.01, 1, 0.01, 0.00, 0.01",
    "1.50, 1, 1.50, 0.29, 1.79" // 0.285 rounds up, to an odd digit
  })
  void taxIsNineteenPercentRoundedHalfUp(
      BigDecimal price, int quantity, BigDecimal net, BigDecimal tax, BigDecimal total) {
    Money money = Money.of(List.of(Order.Line.of(1, quantity, price)));

    assertThat(money).isEqualTo(new Money(net, tax, total));
  }

  @Test
  void taxIsRoundedOnceForTheOrderAndNotForEachLine() {
    var line = Order.Line.of(1, 1, new BigDecimal("0.50"));

    assertThat(Money.of(List.of(line, line)).tax()).isEqualByComparingTo("0.19");
  }
}
