package dev.ficus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusLineTest {

  /** The ledgers may be ahead by what is under way, and never behind. */
  @ParameterizedTest
  @CsvSource({"10,10,0,=", "10,12,2,≈", "10,13,2,≠", "10,9,5,≠", "0,0,3,="})
  void comparesWritesWithLedgers(long writes, long ledgers, long underWay, String relation) {
    assertThat(StatusLine.render(0, 0, writes, done(ledgers), underWay, 0, 0, "r"))
        .contains("writes " + writes + " " + relation + " ledgers " + ledgers);
  }

  @Test
  void ledgerThatDoesNotAnswerIsNotTakenForAnEmptyOne() {
    assertThat(StatusLine.render(0, 0, 7, Optional.empty(), 0, 1, 0, "r"))
        .contains("writes 7 (a ledger does not answer)");
  }

  @Test
  void paymentsAreDoneLater() {
    assertThat(
            StatusLine.render(9, 0, 0, Optional.of(new Books(0, 1_203, 1_198)), 0, 1_204, 0, "r"))
        .contains(" · payments 1,204: 1,203 recorded, 1,198 mailed · ");
  }

  @Test
  void readsAsOneLine() {
    assertThat(
            StatusLine.render(12_431, 0, 1_204, done(1_204), 0, 0, 38, "revision 18 on 1/1"))
        .isEqualTo(
            "sent 12,431 · failed 0 · writes 1,204 = ledgers 1,204 · legacy 62 % target 38 % ·"
                + " revision 18 on 1/1");
  }

  private static Optional<Books> done(long writes) {
    return Optional.of(new Books(writes, 0, 0));
  }
}
