package dev.ficus.gateway.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonTextTest {

  private static final JsonMapper JACKSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "'a'",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "-",
        "NaN",
        "Infinity",
        "tru",
        "nul",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"a",
        "[1 2]",
        "{\"a\" 1}",
        "{\"a\":}",
        "1 2",
        "[]]",
        "\"\\",
        "{\"a\":1 \"b\":2}",
        "0x10",
        "1e+",
        "--1"
      })
  void whatIsNoJsonIsNone(String text) {
    assertThat(parse(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1.5",
        "1e2",
        "1E-2",
        "-1.0e+10",
        "\"\"",
        "\"é\"",
        "\"\\u00e9\\n\\/\\\\\\\"\"",
        "[]",
        "{}",
        " [ 1 , 2 ] ",
        "{\"a\":{\"b\":[null]}}",
        "\uFEFF{}",
        "{\"a\":1,\"a\":2}",
        "\"\\ud83d\\ude00\""
      })
  void whatIsJsonIsRead(String text) {
    assertThat(parse(text)).isNotNull();
  }

  @Test
  void bytesThatAreNoUtf8AreNoJson() {
    byte[] bytes = "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(JsonText.parse(bytes)).isNull();
  }

  @Test
  void depthHasAnEnd() {
    assertThat(parse("[".repeat(400) + "]".repeat(400))).isNotNull();
    assertThat(parse("[".repeat(100_000) + "]".repeat(100_000))).isNull();
  }

  /** Whatever Jackson takes for JSON is JSON here, and nothing else is. */
  @Test
  void agreesWithAnotherReader() {
    Random random = new Random(7);
    String[] pieces = {
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "\"a\"",
      "\"b\\n\"",
      "1",
      "-2.5",
      "1e3",
      "0",
      "true",
      "null",
      " "
    };
    int valid = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(9); n >= 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      boolean ours = parse(text.toString()) != null;
      assertThat(ours).as(text.toString()).isEqualTo(jacksonReads(text.toString()));
      valid += ours ? 1 : 0;
    }
    assertThat(valid).isGreaterThan(1_000);
  }

  private static boolean jacksonReads(String text) {
    try {
      return !JACKSON.readTree(text).isMissingNode();
    } catch (JacksonException e) {
      return false;
    }
  }

  private static Json parse(String text) {
    return JsonText.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
