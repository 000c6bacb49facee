package dev.ficus.legacy.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.YearMonth;
import org.junit.jupiter.api.Test;

class MonthTest {

  @Test
  void readsAMonth() {
    assertThat(ReportApi.month("2026-10")).isEqualTo(YearMonth.of(2026, 10));
  }

  @Test
  void refusesWhatIsNone() {
    assertThatThrownBy(() -> ReportApi.month("2026-13")).hasMessage("month must look like 2026-10");
  }
}
