package dev.ficus.gateway.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ficus.gateway.route.Weight;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CohortTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|0",
        "hello|248bfa47",
        "hello, world|149bbb7f",
        "The quick brown fox jumps over the lazy dog|2e4ff723",
        "19 Jan 2038 at 3:14:07 AM|e31e8a70"
      })
  void hashIsMurmur3(String text, String expected) {
    assertThat(Murmur3.hash32(text.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Integer.parseUnsignedInt(expected, 16));
  }

  /** Made by another implementation; should one change, every client would change sides. */
  @ParameterizedTest
  @CsvSource({
    "orders,user-1,5829",
    "orders,user-2,3590",
    "orders,alice@example.org,1971",
    "search,'',7755",
    "get-order,42,406",
    "größe,ключ,3340",
    "a:b,c,5595",
    "a,b:c,7064"
  })
  void bucketsNeverChange(String group, String key, int bucket) {
    assertThat(new Cohort(group).bucket(key)).isEqualTo(bucket);
  }

  @ParameterizedTest
  @CsvSource({"0.5%", "1%", "10%", "25%", "50%", "90%", "100%"})
  void shareIsTheWeight(String percent) {
    Weight weight = Weight.parse(percent);
    Cohort cohort = new Cohort("orders");
    int in = 0;
    for (int i = 0; i < 100_000; i++) {
      in += cohort.contains("user-" + i, weight) ? 1 : 0;
    }
    assertThat(in / 1_000.0).isCloseTo(weight.basisPoints() / 100.0, within(0.5));
  }

  @Test
  void raisingTheWeightMovesNobodyBack() {
    Cohort cohort = new Cohort("orders");
    for (int i = 0; i < 100_000; i++) {
      String key = "user-" + i;
      boolean before = false;
      for (int basisPoints = 0; basisPoints <= Weight.BUCKETS; basisPoints += 250) {
        boolean now = cohort.contains(key, new Weight(basisPoints));
        assertThat(now || !before).as("%s at %d", key, basisPoints).isTrue();
        before = now;
      }
      assertThat(before).isTrue();
    }
  }

  @Test
  void groupsDecideIndependently() {
    Cohort one = new Cohort("orders");
    Cohort other = new Cohort("search");
    Weight half = Weight.parse("50%");
    int alike = 0;
    for (int i = 0; i < 100_000; i++) {
      alike += one.contains("user-" + i, half) == other.contains("user-" + i, half) ? 1 : 0;
    }
    assertThat(alike / 1_000.0).isCloseTo(50, within(0.5));
  }
}
