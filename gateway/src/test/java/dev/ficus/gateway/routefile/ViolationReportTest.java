package dev.ficus.gateway.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ficus.gateway.route.Position;
import dev.ficus.gateway.route.Violation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViolationReportTest {

  private static String report(String text, Violation... violations) {
    return ViolationReport.of(List.of(violations), name -> new SourceText(name, text));
  }

  @Test
  void showsTheLineAndMarksTheText() {
    String file =
        "\n".repeat(11)
            + """
            routes:
              - id: get-order
                stags: shadow
                match: GET /api/orders/{id}
            """;
    Reading reading =
        new RouteFileReader(Sources.placeholders())
            .read("routes/orders.yaml", file.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(ViolationReport.of((Reading.Bad) reading))
        .isEqualTo(
            """
            routes/orders.yaml:14:5: unknown key 'stags' in route 'get-order'; did you mean 'stage'?
              14 |     stags: shadow
                 |     ^^^^^\
            """);
  }

  @Test
  void marksUnderTabsAndWideCharacters() {
    assertThat(report("a\t😀b", new Violation(new Position("f", 1, 4), 1, "m")))
        .isEqualTo("f:1:4: m\n  1 | a\t😀b\n    |  \t ^");
  }

  @Test
  void marksNoFurtherThanTheLine() {
    assertThat(report("abc", new Violation(new Position("f", 1, 2), 50, "m")))
        .isEqualTo("f:1:2: m\n  1 | abc\n    |  ^^");
    assertThat(report("abc", new Violation(new Position("f", 1, 90), 50, "m")))
        .isEqualTo("f:1:90: m\n  1 | abc\n    |    ^");
  }

  @Test
  void showsALongLineAroundTheMark() {
    String line = "x".repeat(500) + "Y" + "z".repeat(500);
    assertThat(report(line, new Violation(new Position("f", 1, 501), 1, "m")))
        .isEqualTo(
            "f:1:501: m\n  1 | "
                + "x".repeat(40)
                + "Y"
                + "z".repeat(119)
                + "\n    | "
                + " ".repeat(40)
                + "^");
  }

  @Test
  void saysTheMessageAloneWhereThereIsNoLine() {
    assertThat(report("abc", new Violation(Position.ofFile("f"), "m"))).isEqualTo("f: m");
    assertThat(report("abc", new Violation(new Position("f", 9, 1), "m"))).isEqualTo("f:9:1: m");
    assertThat(
            ViolationReport.of(List.of(new Violation(new Position("f", 1, 1), "m")), name -> null))
        .isEqualTo("f:1:1: m");
  }

  @Test
  void stopsAfterAHundred() {
    List<Violation> many =
        IntStream.rangeClosed(1, 250)
            .mapToObj(i -> new Violation(Position.ofFile("f" + i), "m"))
            .toList();
    assertThat(ViolationReport.of(many, name -> null).lines())
        .hasSize(101)
        .endsWith("f100: m", "and 150 more");
  }
}
