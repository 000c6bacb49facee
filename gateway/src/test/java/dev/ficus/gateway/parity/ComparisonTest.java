package dev.ficus.gateway.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.CompareSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ComparisonTest {

  private static final Decoding DECODING = new Decoding(coded -> coded, 1 << 20);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1}                | {"a":1.0}                |
          {"a":1e2}              | {"a":100}                |
          {"a":-0}               | {"a":0}                  |
          {"a":0.1}              | {"a":0.10000000000001}   | value /a
          {"a":1e999999999}      | {"a":1e999999998}        | value /a
          {"a":1e99999999999}    | {"a":1e99999999998}      | value /a
          {"a":1,"b":2}          | {"b":2,"a":1}            |
          {"a":1}                | {}                       | missing /a
          {}                     | {"a":1}                  | extra /a
          {"a":null}             | {}                       | missing /a
          {"a":null}             | {"a":0}                  | type /a
          {"a":1}                | {"a":"1"}                | type /a
          {"a":true}             | {"a":false}              | value /a
          {"a":[1,2]}            | {"a":[2,1]}              | order /a
          {"a":[1,2,3]}          | {"a":[1,3]}              | length /a
          {"a":[1,2]}            | {"a":[1,3]}              | value /a/*
          {"a":[]}               | {"a":{}}                 | type /a
          {"a":{"b":{"c":1}}}    | {"a":{"b":{"c":2}}}      | value /a/b/c
          {"a/b":1}              | {"a/b":2}                | value /a~1b
          {"a~b":1}              | {"a~b":2}                | value /a~0b
          {"a":1,"a":2}          | {"a":1,"a":2}            |
          {"a":1,"a":2}          | {"a":1}                  | missing /a
          {"a":1,"a":2}          | {"a":2,"a":1}            | value /a
          [1,2]                  | [1,2,3]                  | length body
          1                      | 2                        | value body
          [{"x":1},{"x":2}]      | [{"x":1},{"x":3}]        | value /*/x
          [{"x":1},{"y":2}]      | [{"x":1}]                | length body
          "a"                    | "\\u0061"                |
          """)
  void treesAreCompared(String legacy, String target, String expected) {
    assertThat(kinds(CompareSpec.PLAIN, legacy, target))
        .isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void whatIsIgnoredIsNotLookedAt() {
    CompareSpec spec = ignoring("/at", "/items/*/id", "/deep/one", "status", "header:content-type");
    String legacy =
        """
        {"at":1,"items":[{"id":1,"n":1},{"id":2,"n":2}],"deep":{"one":{"a":1},"two":1}}\
        """;
    String target =
        """
        {"items":[{"n":1},{"id":9,"n":3}],"deep":{"one":[],"two":2}}\
        """;
    assertThat(kinds(spec, legacy, target)).isEqualTo("value /items/*/n, value /deep/two");
    assertThat(
            new Comparison(new CompareRules(spec, List.of()), DECODING)
                .compare(
                    new Answer(200, Map.of("content-type", "text/html"), new byte[0]),
                    new Answer(404, Map.of("content-type", "text/plain"), new byte[0])))
        .isEmpty();
  }

  @Test
  void arraysMayBeWithoutOrder() {
    CompareSpec spec =
        new CompareSpec(
            List.of(), List.of("/items/*/at"), List.of("/items", "/items/*/tags"), Map.of());
    assertThat(
            kinds(
                spec,
                """
                {"items":[{"id":1,"at":5,"tags":["a","b"]},{"id":2,"at":6,"tags":[]}]}\
                """,
                """
                {"items":[{"id":2,"at":8,"tags":[]},{"id":1.0,"tags":["b","a"]}]}\
                """))
        .isEmpty();
    assertThat(
            kinds(
                spec,
                """
                {"items":[{"id":1,"n":1},{"id":2,"n":2},{"id":3,"n":3}]}\
                """,
                """
                {"items":[{"id":3,"n":3},{"id":2,"n":9},{"id":1,"n":1}]}\
                """))
        .isEqualTo("value /items/*/n");
  }

  @Test
  void numbersMayBeAboutEqual() {
    CompareSpec spec =
        new CompareSpec(List.of(), List.of(), List.of(), Map.of("/total", new BigDecimal("0.01")));
    assertThat(kinds(spec, "{\"total\":1.00}", "{\"total\":1.01}")).isEmpty();
    assertThat(kinds(spec, "{\"total\":1.00}", "{\"total\":1.011}")).isEqualTo("value /total");
    assertThat(kinds(spec, "{\"total\":1e999999}", "{\"total\":1}")).isEqualTo("value /total");
  }

  @Test
  void whatIsRedactedIsNeverShown() {
    CompareRules rules = new CompareRules(CompareSpec.PLAIN, List.of("/card", "/users/*/mail"));
    List<Difference> found =
        new Comparison(rules, DECODING)
            .compare(
                json("{\"card\":{\"no\":\"4111\"},\"users\":[{\"mail\":\"a@b\"}]}"),
                json("{\"card\":{\"no\":\"4222\"},\"users\":[{\"mail\":\"c@d\"}]}"));
    assertThat(found).hasSize(2);
    assertThat(found.toString()).doesNotContain("4111", "4222", "a@b", "c@d").contains("redacted");
  }

  /** Whatever contains it may be what is missing, or of another type, or in another order. */
  @Test
  void whatIsRedactedIsNotShownAsPartOfSomethingElseEither() {
    CompareRules rules =
        new CompareRules(CompareSpec.PLAIN, List.of("/card/no", "/users/*/mail", "/list/0/pin"));
    String whole =
        "{\"card\":{\"no\":\"4111\",\"of\":\"Ann\"},\"users\":[{\"mail\":\"a@b\",\"n\":1},"
            + "{\"mail\":\"c@d\",\"n\":2}],\"list\":[{\"pin\":\"5522\"}]}";
    for (String other :
        List.of(
            "{}",
            "{\"card\":null,\"users\":null,\"list\":7}",
            "[]",
            "{\"card\":{\"no\":\"4111\",\"of\":\"Ann\"},\"users\":[{\"mail\":\"c@d\",\"n\":2},"
                + "{\"mail\":\"a@b\",\"n\":1}],\"list\":[]}")) {
      Comparison comparison = new Comparison(rules, DECODING);
      List<Difference> found = new ArrayList<>(comparison.compare(json(whole), json(other)));
      found.addAll(comparison.compare(json(other), json(whole)));
      assertThat(found.toString())
          .as(other)
          .doesNotContain("4111", "a@b", "c@d", "5522")
          .contains("redacted");
    }
    assertThat(new Comparison(rules, DECODING).compare(json(whole), json("{}")).toString())
        .as("all else is")
        .contains("\"of\":\"Ann\"", "\"n\":2");
  }

  @Test
  void codingsAreUndoneAndWhatCannotBeReadDiffers() {
    String text = "{\"a\":1}";
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    Answer answer = json("{\"a\": 1}");
    for (Map.Entry<String, byte[]> coded :
        Map.of(
                "gzip", coded(plain, GZIPOutputStream::new),
                "deflate", coded(plain, DeflaterOutputStream::new),
                "Deflate",
                    coded(plain, out -> new DeflaterOutputStream(out, new Deflater(9, true))),
                "identity", plain,
                "deflate, gzip",
                    coded(coded(plain, DeflaterOutputStream::new), GZIPOutputStream::new))
            .entrySet()) {
      assertThat(compare(answer, withCoding(coded.getKey(), coded.getValue())))
          .as(coded.getKey())
          .isEmpty();
    }
    // Some old applications say that; what is no coding is none.
    assertThat(compare(answer, withCoding("utf-8", plain))).isEmpty();
    assertThat(compare(answer, withCoding("gzip", plain))).hasSize(1);
    assertThat(compare(withCoding("gzip", plain), withCoding("gzip", plain))).isEmpty();
    assertThat(compare(answer, withCoding("gzip", new byte[] {31, -117, 8, 0}))).hasSize(1);
    assertThat(compare(answer, withCoding("zstd", new byte[] {1}))).hasSize(1);
    byte[] bomb = coded(new byte[4 << 20], GZIPOutputStream::new);
    assertThat(compare(answer, withCoding("gzip", bomb))).hasSize(1);
  }

  @Test
  void whatIsNoJsonIsComparedByteByByte() {
    Map<String, String> html = Map.of("content-type", "text/html");
    assertThat(compare(new Answer(200, html, bytes("<p>")), new Answer(200, html, bytes("<p>"))))
        .isEmpty();
    assertThat(compare(new Answer(200, html, bytes("<p>")), new Answer(200, html, bytes("<b>"))))
        .extracting(Difference::path)
        .containsExactly("body");
    assertThat(kinds(CompareSpec.PLAIN, "{\"a\":1", "{\"a\":2")).isEqualTo("value body");
  }

  @Test
  void statusAndChosenHeadersAreCompared() {
    CompareSpec spec = new CompareSpec(List.of("X-Total"), List.of(), List.of(), Map.of());
    List<Difference> found =
        new Comparison(new CompareRules(spec, List.of()), DECODING)
            .compare(
                new Answer(
                    302,
                    Map.of("location", "/a", "x-total", "1", "content-type", "text/html;charset=a"),
                    new byte[0]),
                new Answer(
                    200, Map.of("location", "/b", "content-type", "TEXT/html"), new byte[0]));
    assertThat(found)
        .extracting(d -> d.kind() + " " + d.path())
        .containsExactly("value status", "value header:location", "missing header:x-total");
  }

  /** Every single change to a document is found, at its place, and nothing else. */
  @ParameterizedTest
  @MethodSource("dev.ficus.gateway.parity.Planted#all")
  void everyPlantedDifferenceIsFound(Planted planted) {
    assertThat(kinds(CompareSpec.PLAIN, Planted.ORIGINAL, planted.changed()))
        .isEqualTo(planted.kind() + " " + planted.path());
  }

  @Test
  void thereAreManyKinds() {
    assertThat(Planted.all().count()).isGreaterThanOrEqualTo(200);
  }

  /** What is deep is not looked at again for each array around it. */
  @Test
  @Timeout(10)
  void deepDocumentsAreComparedInNoTime() {
    String deep = "[7,{\"a\":".repeat(200) + "%d" + "},8]".repeat(200);
    assertThat(compare(json(deep.formatted(1)), json(deep.formatted(2))))
        .singleElement()
        .extracting(Difference::kind)
        .isEqualTo("value");
  }

  /** No pair of documents makes it fail, or find a difference between equals. */
  @Test
  void anyTwoDocumentsCanBeCompared() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      String a = document(random, 4);
      String b = document(random, 4);
      assertThat(kinds(CompareSpec.PLAIN, a, a)).isEmpty();
      boolean equal = JsonText.parse(bytes(a)).equals(JsonText.parse(bytes(b)));
      if (!equal) {
        int there = compare(json(a), json(b)).size();
        int back = compare(json(b), json(a)).size();
        assertThat(there == 0).as(a + " " + b).isEqualTo(back == 0);
      }
    }
  }

  private static String document(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> Integer.toString(random.nextInt(3));
      case 1 -> "\"" + "xyz".charAt(random.nextInt(3)) + "\"";
      case 2 -> "null";
      case 3 -> "1.0";
      case 4 -> {
        StringBuilder array = new StringBuilder("[");
        for (int i = random.nextInt(4); i > 0; i--) {
          array.append(array.length() > 1 ? "," : "").append(document(random, depth - 1));
        }
        yield array + "]";
      }
      default -> {
        StringBuilder object = new StringBuilder("{");
        for (int i = random.nextInt(4); i > 0; i--) {
          object
              .append(object.length() > 1 ? "," : "")
              .append('"')
              .append("abc".charAt(random.nextInt(3)))
              .append("\":")
              .append(document(random, depth - 1));
        }
        yield object + "}";
      }
    };
  }

  private interface Coder {
    OutputStream open(OutputStream out) throws IOException;
  }

  private static byte[] coded(byte[] plain, Coder coder) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream coding = coder.open(out)) {
      coding.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Answer withCoding(String coding, byte[] body) {
    return new Answer(
        200, Map.of("content-type", "application/json", "content-encoding", coding), body);
  }

  private static CompareSpec ignoring(String... paths) {
    return new CompareSpec(List.of(), List.of(paths), List.of(), Map.of());
  }

  private static String kinds(CompareSpec spec, String legacy, String target) {
    return new Comparison(new CompareRules(spec, List.of()), DECODING)
        .compare(json(legacy), json(target)).stream()
            .map(d -> d.kind() + " " + d.path())
            .collect(java.util.stream.Collectors.joining(", "));
  }

  private static List<Difference> compare(Answer legacy, Answer target) {
    return new Comparison(CompareRules.PLAIN, DECODING).compare(legacy, target);
  }

  private static Answer json(String text) {
    return new Answer(200, Map.of("content-type", "application/json"), bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
