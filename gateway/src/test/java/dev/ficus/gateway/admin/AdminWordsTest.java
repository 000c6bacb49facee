package dev.ficus.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.migration.Refusal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small things that are read and written: durations, entity tags, refusals, roles, log lines. */
class AdminWordsTest {

  @ParameterizedTest
  @CsvSource({"90s, 90s", "10m, 10m", "3600s, 1h", "36h, 36h", "30d, 720h"})
  void aDurationIsReadAndWritten(String text, String written) {
    assertThat(Durations.write(Durations.parse(text))).isEqualTo(written);
  }

  @Test
  void shortDurationsKeepTheirMilliseconds() {
    assertThat(Durations.write(Duration.ofMillis(1_500))).isEqualTo("1500ms");
    assertThat(Durations.write(Duration.ZERO)).isEqualTo("0s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "1", "-1h", "1w", "1h30m", "9999999999s"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static AdminCall call(String ifMatch) {
    return new AdminCall(
        new Caller("ann", AdminToken.Role.ADMIN, null), Map.of(), Map.of(), ifMatch, new byte[0]);
  }

  @Test
  void anEntityTagIsARevision() {
    assertThat(call("\"18\"").expected()).isEqualTo(18);
    assertThat(call(" * ").expected()).isNull();
    assertThat(call(null).expected()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"18", "\"\"", "\"x\"", "W/\"18\"", "\"1\", \"2\"", "\"9999999999999999999\""})
  void anythingElseIsNone(String ifMatch) {
    assertThatThrownBy(() -> call(ifMatch).expected())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID CONFLICT, INVALID_REQUEST",
    "NOT_AVAILABLE GATE, NOT_AVAILABLE",
    "GATE CONFLICT, REFUSED",
    "CONFLICT, REFUSED",
    "GATE GATE, GATES_NOT_MET"
  })
  void refusalsDecideTheProblem(String kinds, ProblemType type) {
    List<Refusal> refusals =
        Arrays.stream(kinds.split(" "))
            .map(kind -> new Refusal(Refusal.Kind.valueOf(kind), "r", "m", List.of()))
            .toList();

    assertThat(CutoverAnswers.typeOf(refusals)).isEqualTo(type);
  }

  @Test
  void rolesAndGroupsBind() {
    Caller operator = new Caller("otto", AdminToken.Role.OPERATOR, "orders");
    assertThat(operator.mayActAs(AdminToken.Role.VIEWER)).isTrue();
    assertThat(operator.mayActAs(AdminToken.Role.OPERATOR)).isTrue();
    assertThat(operator.mayActAs(AdminToken.Role.ADMIN)).isFalse();
    assertThat(operator.mayCutOver("orders")).isTrue();
    assertThat(operator.mayCutOver("search")).isFalse();
    assertThat(operator.mayCutOver(null)).isFalse();
    assertThat(new Caller("ann", AdminToken.Role.OPERATOR, null).mayCutOver(null)).isTrue();
  }

  @Test
  void aReasonStaysOnItsLine() {
    assertThat(WriteLog.oneLine("a\r\nINFO forged\u001b[2J")).isEqualTo("a??INFO forged?[2J");
  }
}
