package dev.ficus.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ProcStatTest {

  private static final String REST =
      " S 1 4242 4242 0 -1 4194560 5178 77 3 2 1234 567 8 9 20 0 31 0 998877 10485760 2560";

  @Test
  void userAndSystemTimeAreFieldsFourteenAndFifteen() {
    assertThat(ProcStat.parse("4242 (java)" + REST)).isEqualTo(new ProcStat(1234, 567));
  }

  @Test
  void nameMayHoldBlanksAndParentheses() {
    assertThat(ProcStat.parse("4242 (a) S (b 9 9) c)" + REST)).isEqualTo(new ProcStat(1234, 567));
  }

  @Test
  void aTickIsTenMilliseconds() {
    assertThat(new ProcStat(2, 1).micros()).isEqualTo(30_000);
  }

  @Test
  void lineThatIsCutShortIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ProcStat.parse("4242 (java) S 1 2"));
    assertThatIllegalArgumentException().isThrownBy(() -> ProcStat.parse("4242"));
  }

  @Test
  void peakMemoryIsVmHwm() {
    String status =
        """
        Name:	java
        VmPeak:	 5555555 kB
        VmHWM:	  234567 kB
        VmRSS:	  123456 kB
        """;
    assertThat(ProcessCost.peakKilobytes(status)).isEqualTo(234_567);
  }

  @Test
  void processWithoutMemoryIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessCost.peakKilobytes("Name:\tkthreadd\n"));
  }
}
