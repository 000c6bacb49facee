package dev.ficus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

  @ParameterizedTest
  @CsvSource({"50/s,50", "50,50", "1/s,1", "2000/s,2000"})
  void isReadAsRequestsASecond(String text, int perSecond) {
    assertThat(Rate.parse(text)).isEqualTo(new Rate(perSecond));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fast", "50/m", "0/s", "-1", "2001/s", "1e3"})
  void saysWhatItExpected(String text) {
    assertThatThrownBy(() -> Rate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }
}
