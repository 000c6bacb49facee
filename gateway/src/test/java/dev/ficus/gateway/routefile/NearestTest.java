package dev.ficus.gateway.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  private static final List<String> KNOWN = List.of("stage", "target", "id", "stickyBy");

  @ParameterizedTest
  @CsvSource({
    "stags, stage",
    "satge, stage",
    "STAGE, stage",
    "stag, stage",
    "targett, target",
    "stikyby, stickyBy",
    "idd, id"
  })
  void findsWhatWasMeant(String word, String meant) {
    assertThat(Nearest.of(word, KNOWN)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"plan", "xy", "''", "legacy"})
  void staysSilentWhereNothingIsNear(String word) {
    assertThat(Nearest.of(word, KNOWN)).isNull();
  }

  @Test
  void countsSlips() {
    assertThat(Nearest.distance("stage", "stage")).isZero();
    assertThat(Nearest.distance("stage", "satge")).isEqualTo(1);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
  }

  @Test
  void doesNotLabourOnLongWords() {
    assertThat(Nearest.of("x".repeat(100_000), KNOWN)).isNull();
  }
}
