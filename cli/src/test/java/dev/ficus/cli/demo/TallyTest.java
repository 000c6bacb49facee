package dev.ficus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {

  private final Tally tally = new Tally();

  @Test
  void countsAWriteOnlyWhenItIsAnsweredWell() {
    tally.writeBegins();
    tally.writeBegins();
    assertThat(tally.writesUnderWayCount()).isEqualTo(2);
    tally.writeEnds(true);
    tally.writeEnds(false);
    assertThat(tally.writeCount()).isEqualTo(1);
    assertThat(tally.writesUnderWayCount()).isZero();
  }

  @Test
  void shareIsThatOfTheLastAnswers() {
    for (int i = 0; i < 1_000; i++) {
      tally.answeredBy("legacy");
    }
    assertThat(tally.targetShare()).isZero();
    for (int i = 0; i < 250; i++) {
      tally.answeredBy("target");
    }
    assertThat(tally.targetShare()).isEqualTo(50);
    for (int i = 0; i < 500; i++) {
      tally.answeredBy("target");
    }
    assertThat(tally.targetShare()).isEqualTo(100);
  }
}
