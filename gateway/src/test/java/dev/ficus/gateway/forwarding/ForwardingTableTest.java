package dev.ficus.gateway.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.FallbackSpec;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ForwardingTableTest {

  /** One call for each cell of the table. */
  private interface Cell {
    void check(Progress progress, boolean safe, boolean kept, Outcome outcome);
  }

  private static void forEachCell(Failure failure, Cell cell) {
    for (Progress progress : Progress.values()) {
      for (boolean safe : new boolean[] {false, true}) {
        for (boolean kept : new boolean[] {false, true}) {
          cell.check(progress, safe, kept, ForwardingTable.of(failure, progress, safe, kept));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void writeThatMayHaveBeenSentIsNeverSentAgain(Failure failure) {
    forEachCell(
        failure,
        (progress, safe, kept, outcome) -> {
          if (!safe && progress != Progress.NOTHING_SENT) {
            assertThat(outcome.mayRetry()).isFalse();
            assertThat(outcome.mayFallBack()).isFalse();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void answerThatHasBegunIsAbortedAndNothingElse(Failure failure) {
    forEachCell(
        failure,
        (progress, safe, kept, outcome) -> {
          boolean begun = progress == Progress.BODY_UNDER_WAY && failure != Failure.CLIENT_GONE;
          assertThat(outcome.isAbort()).isEqualTo(begun);
          if (begun) {
            assertThat(outcome.mayRetry()).isFalse();
            assertThat(outcome.mayFallBack()).isFalse();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(value = Failure.class, mode = EnumSource.Mode.EXCLUDE, names = "CLIENT_GONE")
  void whatWasNotSentFallsBackWhateverItIs(Failure failure) {
    assertThat(ForwardingTable.of(failure, Progress.NOTHING_SENT, false, false).mayFallBack())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void onlyAResetIsTriedAgain(Failure failure) {
    forEachCell(
        failure,
        (progress, safe, kept, outcome) -> {
          boolean expected =
              failure == Failure.RESET
                  && (progress == Progress.NOTHING_SENT
                      || progress == Progress.SENT && safe && kept);
          assertThat(outcome.mayRetry()).as("%s %s %s", progress, safe, kept).isEqualTo(expected);
        });
  }

  @Test
  void clientThatLeftIsNobodysFailure() {
    forEachCell(
        Failure.CLIENT_GONE,
        (progress, safe, kept, outcome) ->
            assertThat(outcome).isEqualTo(new Outcome(499, false, false, false, false)));
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED,          502, true,  false",
    "UNRESOLVED,       502, true,  false",
    "CONNECT_TIMEOUT,  504, true,  false",
    "NO_CONNECTION,    503, false, false",
    "PENDING_LIMIT,    503, false, false",
    "RESET,            502, true,  false",
    "GARBAGE,          502, true,  false",
    "OVERSIZED_HEAD,   502, true,  false",
    "OVERSIZED_ANSWER, 502, true,  false",
    "RESPONSE_TIMEOUT, 504, true,  false",
    "TOTAL_TIMEOUT,    504, true,  false",
    "STATUS,           502, true,  true",
    "BROKEN_BODY,      502, true,  false",
    "STALLED,          504, true,  false",
    "CLIENT_GONE,      499, false, false",
  })
  void eachFailureHasItsStatusAndItsCount(
      Failure failure, int status, boolean counts, boolean reusable) {
    Outcome outcome = ForwardingTable.of(failure, Progress.SENT, true, false);
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(outcome.countsAgainstUpstream()).isEqualTo(counts);
    assertThat(outcome.connectionReusable()).isEqualTo(reusable);
  }

  @Test
  void everyFailureHasAWordOfItsOwn() {
    Map<Failure, String> words = new EnumMap<>(Failure.class);
    for (Failure failure : Failure.values()) {
      words.put(failure, failure.word());
    }
    assertThat(words.values()).doesNotHaveDuplicates().allMatch(word -> word.matches("[a-z-]+"));
  }

  @Test
  void lostBodyAndModeNeverForbidTheFallback() {
    Outcome outcome = ForwardingTable.of(Failure.REFUSED, Progress.NOTHING_SENT, true, false);
    FallbackSpec never = new FallbackSpec(FallbackSpec.Mode.NEVER, Set.of());
    assertThat(ForwardingTable.fallsBack(FallbackSpec.DEFAULT, outcome, false)).isTrue();
    assertThat(ForwardingTable.fallsBack(FallbackSpec.DEFAULT, outcome, true)).isFalse();
    assertThat(ForwardingTable.fallsBack(never, outcome, false)).isFalse();
  }

  @Test
  void failedStatusesAreThreeAndThoseThatAreNamed() {
    FallbackSpec also = new FallbackSpec(FallbackSpec.Mode.SAFE, Set.of(404));
    for (int status = 200; status < 600; status++) {
      boolean always = status >= 502 && status <= 504;
      assertThat(ForwardingTable.isFailed(FallbackSpec.DEFAULT, status)).isEqualTo(always);
      assertThat(ForwardingTable.isFailed(also, status)).isEqualTo(always || status == 404);
    }
  }
}
