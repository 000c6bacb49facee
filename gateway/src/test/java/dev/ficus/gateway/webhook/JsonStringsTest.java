package dev.ficus.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonStringsTest {

  @Test
  void stringsOfTheObjectItselfAndNoOthers() {
    assertThat(
            JsonStrings.of(
                " { \"a\" : \"x\\u0041\\n"
                    + "\\\"\" , \"b\":-1.5e3,\"c\":[1,{\"a\":\"y\"},[]], \"d\":{},\"e\":null,"
                    + " \"f\":\"\" } \n"))
        .containsOnlyKeys("a", "f")
        .containsEntry("a", "xA\n\"")
        .containsEntry("f", "");
    assertThat(JsonStrings.of("{}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "\"a\"",
        "{\"a\":\"b\"",
        "{\"a\":\"b}",
        "{\"a\" \"b\"}",
        "{\"a\":\"b\"} x",
        "{\"a\":\"b\",}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u00g0\"}",
        "{\"a\":\"b\",\"c\":}",
        "token=x&challenge=y"
      })
  void whatIsNoObjectHasNone(String text) {
    assertThat(JsonStrings.of(text)).isEmpty();
  }

  @Test
  void deepNestingEndsInTime() {
    assertThat(JsonStrings.of("{\"a\":" + "[".repeat(8_000))).isEmpty();
    assertThat(JsonStrings.of("{\"a\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}")).isEmpty();
  }
}
